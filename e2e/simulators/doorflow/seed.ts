import { createCredential } from "./credentials";
import { createPerson } from "./people";
import { addAccount, addChannel, addCredentialType, addGroup, addRole, addShift, addSite } from "./setup";
import { learn } from "./sync";
import type { World } from "./world";

/** Ids of the seeded world, the same in every run so that a story can name them. */
export const SEED = {
  account: "acchw7k2q9",
  sites: { harbour: "25", annexe: "26" },
  doors: {
    front: "1340",
    floor1: "1341",
    floor2: "1342",
    board: "1343",
    studio: "1344",
    focus: "1345",
    annexe: "1350",
  },
  groups: {
    board: "15",
    studio: "16",
    focus: "17",
    always: "18",
    weekdays: "19",
    annexe: "20",
    directory: "21",
  },
  types: { pin: "8035", card: "8033", keyfob: "8034", second: "8037", parking: "8038", mobile: "8036" },
} as const;

const HOUR = 3600;

/** Fills an empty state: one account, two sites, and one member of staff put in by hand. All doors know all of it. */
export function seedWorld(world: World): void {
  const account = addAccount(world, "Harbour Works DoorFlow", "Europe/London", SEED.account).id;
  const { doors, groups, sites, types } = SEED;
  addSite(world, { account, name: "Harbour Works", timezone: "Europe/London", id: sites.harbour });
  addSite(world, { account, name: "Harbour Annexe", timezone: "Europe/London", id: sites.annexe });
  for (const [id, name, site] of [
    [doors.front, "Front door", sites.harbour],
    [doors.floor1, "Floor 1", sites.harbour],
    [doors.floor2, "Floor 2", sites.harbour],
    [doors.board, "Board room", sites.harbour],
    [doors.studio, "Studio", sites.harbour],
    [doors.focus, "Focus room", sites.harbour],
    [doors.annexe, "Annexe door", sites.annexe],
  ] as const)
    addChannel(world, { account, site, name, id });
  const nine = { ranges: [{ start: 9 * HOUR, end: 18 * HOUR }] };
  const closed = { ranges: [] };
  const weekdays = [nine, nine, nine, nine, nine, closed, closed];
  const shift = addShift(world, { account, name: "Weekdays 9-18", weekdays, id: "10" }).id;
  /** A group with a role of its own over these doors. */
  const opening = (id: string, name: string, channels: string[], at: string | null = null) => {
    const role = addRole(world, { account, name, channels, shift: at, id: String(Number(id) + 30) });
    addGroup(world, { account, name, roles: [role.id], id });
  };
  opening(groups.board, "Board room (with front door)", [doors.front, doors.floor1, doors.board]);
  opening(groups.studio, "Studio (with front door)", [doors.front, doors.floor2, doors.studio]);
  opening(groups.focus, "Focus room", [doors.front, doors.floor1, doors.focus]);
  opening(groups.always, "Everyone 24/7", [doors.front, doors.floor1, doors.floor2]);
  opening(groups.weekdays, "Weekdays 9-18", [doors.front, doors.floor1, doors.floor2], shift);
  opening(groups.annexe, "Annexe", [doors.annexe]);
  addGroup(world, { account, name: "Directory", roles: [], dynamic: true, id: groups.directory });
  for (const [id, label, slug, code, way] of [
    [types.card, "Card", "credentials_number", 200, "card"],
    [types.keyfob, "Keyfob", "key_fob", 200, "card"],
    [types.pin, "Pin", "pin", 10, "pin"],
    [types.mobile, "HID Mobile Access", "hid_mobile_access", null, "mobile"],
    [types.second, "Second card", "second_card", 200, "card"],
    [types.parking, "Parking card", "parking_card", 200, "card"],
  ] as const)
    addCredentialType(world, { account, label, slug, code, way, id });
  const staff = createPerson(
    world,
    account,
    {
      first_name: "Rosa",
      last_name: "Front-Desk",
      email: "front-desk@harbour-works.example",
      group_ids: [Number(groups.always)],
    },
    "put in by staff",
  );
  createCredential(world, staff, {
    person_credential: { credential_type_id: Number(types.pin), value: "70421" },
  });
  for (const channel of world.rows("channels", account)) learn(world, channel, world.nowMs(), world.lastSeq);
}
