import { createCredential } from "./credentials";
import { changeGroups } from "./memberships";
import type { Model } from "./model";
import { addAccount, addEntry, addGroup, addOrg, addSite } from "./setup";
import { createUser } from "./users";
import type { World } from "./world";

/** Ids of the seeded world, the same in every run so that a story can name them. */
export const SEED = {
  org: 4321,
  euOrg: 8765,
  site: 301,
  doors: { front: 71, floor1: 72, floor2: 73, board: 74, studio: 75, focus: 76, server: 77 },
  groups: { board: 901, studio: 902, focus: 903, always: 904 },
} as const;

/** Who the connection signs in as; the password is random per data folder. */
export interface ServiceAccount {
  readonly email: string;
  readonly password: string;
}

const TYPES: readonly { name: string; modelName: Model }[] = [
  { name: "MIFARE (CSN)", modelName: "cardMifareCsn" },
  { name: "DESFire (Encrypted)", modelName: "cardOpenpathDesfireEv1" },
  { name: "Schlage", modelName: "fobAllegion" },
  { name: "PIN code", modelName: "pincode" },
  { name: "Cloud key", modelName: "cloudKey" },
  { name: "Wallet", modelName: "wallet" },
];

/** Credential types: only the first two ids are known, the others differ from account to account. */
function seedTypes(world: World): void {
  world.put("credentialTypes", { id: 1, name: "Mobile", modelName: "mobile" });
  world.put("credentialTypes", { id: 2, name: "Card (Wiegand)", modelName: "card" });
  const shift = Number.parseInt(Buffer.from(world.secret(3), "base64url").toString("hex"), 16) % 500;
  for (const [at, type] of TYPES.entries())
    world.put("credentialTypes", { id: 10 + shift + 7 * at, ...type });
}

/** Fills an empty state: one building, a second account in Europe, and one person put in by hand. */
export function seedWorld(world: World, account: ServiceAccount): void {
  world.state.seq = Math.max(world.state.seq, 10_000);
  seedTypes(world);
  const orgId = addOrg(world, { name: "Harbour Works Alta", id: SEED.org });
  const { id: siteId } = addSite(world, {
    orgId,
    name: "Harbour Works",
    timezone: "Europe/London",
    id: SEED.site,
  });
  const { doors, groups } = SEED;
  const names: readonly (readonly [number, string, boolean])[] = [
    [doors.front, "Front door", true],
    [doors.floor1, "Floor 1", true],
    [doors.floor2, "Floor 2", true],
    [doors.board, "Board room", true],
    [doors.studio, "Studio", true],
    [doors.focus, "Focus room", true],
    // Refuses to be unlocked from afar.
    [doors.server, "Server room", false],
  ];
  for (const [id, name, isRemoteUnlockAllowed] of names)
    addEntry(world, { orgId, siteId, name, id, isRemoteUnlockAllowed });
  const group = (id: number, name: string, ...entryIds: number[]) =>
    addGroup(world, { orgId, name, entryIds, id });
  group(groups.board, "Board room (with front door)", doors.front, doors.floor1, doors.board);
  group(groups.studio, "Studio (with front door)", doors.front, doors.floor2, doors.studio);
  group(groups.focus, "Focus room", doors.front, doors.floor1, doors.focus);
  group(groups.always, "Everyone 24/7", doors.front, doors.floor1, doors.floor2, doors.server);
  addAccount(world, { orgId, ...account });

  const rosa = createUser(world, orgId, {
    identity: { email: "front-desk@harbour-works.example", firstName: "Rosa", lastName: "(front desk)" },
  });
  changeGroups(world, rosa, [groups.always], []);
  const pin = world.all("credentialTypes").find((t) => t.modelName === "pincode");
  createCredential(world, rosa, { credentialTypeId: pin?.id, pincode: { number: "704218" } });

  const eu = addOrg(world, { name: "Kanal Alta", region: "eu", id: SEED.euOrg });
  const euSite = addSite(world, { orgId: eu, name: "Kanal", timezone: "Europe/Berlin" });
  const door = addEntry(world, { orgId: eu, siteId: euSite.id, name: "Main door" });
  addGroup(world, { orgId: eu, name: "Everyone", entryIds: [door.id] });
  addAccount(world, { orgId: eu, email: `eu-${account.email}`, password: account.password });
}
