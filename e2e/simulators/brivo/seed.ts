import { createCredential } from "./credentials";
import { join } from "./groups";
import { addAccount, addAdmin, addCustomField, addDoor, addGroup, addSchedule, addSite } from "./setup";
import { createUser } from "./users";
import type { World } from "./world";

/** Ids of the seeded world, the same in every run so that a story can name them. */
export const SEED = {
  account: 501,
  admin: 601,
  /** An administrator who may not configure the account: calls about groups are refused. */
  helper: 602,
  sites: { works: 701, annex: 702 },
  doors: { front: 801, floor1: 803, floor2: 805, board: 807, studio: 809, focus: 811, annex: 813 },
  groups: {
    board: 901,
    studio: 902,
    focus: 903,
    always: 904,
    weekdays: 905,
    annex: 906,
    both: 907,
    empty: 908,
  },
  schedule: 951,
  customField: 971,
} as const;

const HOUR = 3600;

function addDoors(world: World): void {
  const { account, sites, doors } = SEED;
  const names: [number, string, number][] = [
    [doors.front, "Front door", sites.works],
    [doors.floor1, "Floor 1", sites.works],
    [doors.floor2, "Floor 2", sites.works],
    [doors.board, "Board room", sites.works],
    [doors.studio, "Studio", sites.works],
    [doors.focus, "Focus room", sites.works],
    [doors.annex, "Annex door", sites.annex],
  ];
  for (const [id, name, siteId] of names) addDoor(world, { account, id, name, siteId });
}

function addGroups(world: World): void {
  const { account, doors: d, groups: g, schedule: scheduleId } = SEED;
  const nine = { ranges: [{ start: 9 * HOUR, end: 18 * HOUR }] };
  const closed = { ranges: [] };
  const weekdays = [nine, nine, nine, nine, nine, closed, closed];
  addSchedule(world, { account, id: scheduleId, name: "Weekdays 9-18", weekdays });
  const all = [d.front, d.floor1, d.floor2];
  addGroup(world, { account, id: g.board, name: "Board room (with front door)", doors: [...all, d.board] });
  addGroup(world, { account, id: g.studio, name: "Studio (with front door)", doors: [d.front, d.studio] });
  addGroup(world, { account, id: g.focus, name: "Focus room", doors: [d.front, d.floor1, d.focus] });
  addGroup(world, { account, id: g.always, name: "Everyone 24/7", doors: all });
  addGroup(world, { account, id: g.weekdays, name: "Weekdays 9-18", doors: all, scheduleId });
  addGroup(world, { account, id: g.annex, name: "Annex", doors: [d.annex] });
  addGroup(world, { account, id: g.both, name: "Both houses", doors: [d.front, d.annex] });
  addGroup(world, { account, id: g.empty, name: "No doors yet", doors: [] });
}

/** Fills an empty state: one account with two sites, a small bank of cards, and one person put in by hand. */
export function seedWorld(world: World): void {
  const { account, sites } = SEED;
  addAccount(world, { name: "Harbour Works Access", id: account });
  const [firstName, lastName] = ["Ines", "Duarte"];
  addAdmin(world, { account, id: SEED.admin, firstName, lastName, configuresAccount: true });
  addAdmin(world, {
    account,
    id: SEED.helper,
    firstName: "Tom",
    lastName: "Reed",
    configuresAccount: false,
  });
  addSite(world, { account, id: sites.works, name: "Harbour Works", timeZone: "Europe/London" });
  addSite(world, { account, id: sites.annex, name: "Annex", timeZone: "Europe/London" });
  addDoors(world);
  addGroups(world);
  addCustomField(world, { account, id: SEED.customField, name: "Plan", type: "TEXT" });
  for (const number of ["2044", "2045", "2046", "2047"])
    createCredential(world, account, {
      credentialFormat: { id: 100 },
      referenceId: number,
      fieldValues: [
        { id: 1, value: number },
        { id: 2, value: "10" },
      ],
    });
  const staff = createUser(
    world,
    account,
    {
      firstName: "Rosa",
      lastName: "Marsh",
      pin: "704218",
      emails: [{ address: "front-desk@harbour-works.example", type: "Work" }],
    },
    "staff",
  );
  join(world, account, String(SEED.groups.always), String(staff.id), "staff");
}
