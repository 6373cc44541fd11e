import { createIdentity } from "./identities";
import type { IdentityRow } from "./model";
import { addAccessGroup, addDelegation, addDoor, addPanel, addRole, addSchedule, setTimezone } from "./setup";
import { createToken } from "./tokens";
import type { World } from "./world";

/** Ids of the seeded world, the same in every run so that a story can name them. */
export const SEED = {
  admin: "0",
  account: "5c1e0000000000a1",
  rosa: "5c1e0000000000a2",
  panel: "5c1e0000000000b1",
  doors: {
    front: "5c1e0000000000d1",
    floor1: "5c1e0000000000d2",
    floor2: "5c1e0000000000d3",
    board: "5c1e0000000000d4",
    studio: "5c1e0000000000d5",
    focus: "5c1e0000000000d6",
  },
  schedule: "5c1e0000000000c1",
  delegation: "5c1e0000000000f1",
  roles: {
    board: "5c1e0000000000e1",
    studio: "5c1e0000000000e2",
    focus: "5c1e0000000000e3",
    always: "5c1e0000000000e4",
    weekdays: "5c1e0000000000e5",
    superAdmin: "5c1e0000000000e6",
    api: "5c1e0000000000e7",
    notInstalled: "5c1e0000000000e8",
    past: "5c1e0000000000e9",
  },
} as const;

/** What an account needs for everything Lintel asks. Names of rights vary by release; those on writing are inferred. */
export const API_RIGHTS = [
  "Identities Listing",
  "Identities Add",
  "Identities Edit",
  "Identities Delete",
  "Identities Update Roles",
  "Tokens Listing",
  "Tokens Add",
  "Tokens Edit",
  "Tokens Delete",
  "Roles Listing",
  "System Summary Listing",
];

const HOUR = 3600;

/** Fills an empty state: one building, its roles, the account of the API, and one person put in by hand. */
export function seedWorld(world: World, login: string): void {
  // It has been so for long: the panel knows it all.
  const { panelLagSeconds } = world.switches;
  world.switches.panelLagSeconds = 0;
  fill(world, login);
  world.switches.panelLagSeconds = panelLagSeconds;
}

function fill(world: World, login: string): void {
  const { doors, roles } = SEED;
  setTimezone(world, "Europe/London");
  addPanel(world, { cn: SEED.panel, name: "Harbour Works panel" });
  const panel = SEED.panel;
  addDoor(world, { cn: doors.front, name: "Front door", panel });
  addDoor(world, { cn: doors.floor1, name: "Floor 1", panel });
  addDoor(world, { cn: doors.floor2, name: "Floor 2", panel });
  addDoor(world, { cn: doors.board, name: "Board room", panel });
  addDoor(world, { cn: doors.studio, name: "Studio", panel });
  // A door without a keypad.
  addDoor(world, { cn: doors.focus, name: "Focus room", panel, mode: "card_only" });
  const nine = { ranges: [{ start: 9 * HOUR, end: 18 * HOUR }] };
  const closed = { ranges: [] };
  addSchedule(world, {
    cn: SEED.schedule,
    name: "Weekdays 9-18",
    weekdays: [nine, nine, nine, nine, nine, closed, closed],
  });
  const group = (name: string, ids: string[], schedule: string | null = null) =>
    addAccessGroup(world, { name, doors: ids, schedule }).cn;
  const common = [doors.front, doors.floor1, doors.floor2];
  const role = (cn: string, name: string, accessGroups: string[]) =>
    addRole(world, { cn, name, accessGroups });
  role(roles.board, "Board room (with front door)", [
    group("Board room", [doors.front, doors.floor1, doors.board]),
  ]);
  role(roles.studio, "Studio (with front door)", [
    group("Studio", [doors.front, doors.floor2, doors.studio]),
  ]);
  role(roles.focus, "Focus room", [group("Focus room", [doors.front, doors.floor1, doors.focus])]);
  role(roles.always, "Everyone 24/7", [group("Common areas, always", common)]);
  role(roles.weekdays, "Weekdays 9-18", [group("Common areas, weekdays", common, SEED.schedule)]);
  const all = addDelegation(world, { name: "Super Admin", rights: ["*"] }).cn;
  addDelegation(world, { cn: SEED.delegation, name: "Lintel", rights: [...API_RIGHTS] });
  addRole(world, { cn: roles.superAdmin, name: "Super Admin", delegations: [all] });
  addRole(world, { cn: roles.api, name: "API accounts", delegations: [SEED.delegation] });
  addRole(world, {
    cn: roles.notInstalled,
    name: "Old wing",
    installed: false,
    accessGroups: [group("Old wing", [doors.floor2])],
  });
  addRole(world, { cn: roles.past, name: "Summer 2020", stopsAt: Date.UTC(2020, 8, 1) });
  const person = (cn: string, fields: Record<string, string>, held: string[]): IdentityRow => {
    const made = createIdentity(world, fields, "put in by staff", cn);
    if (!("row" in made)) throw new Error(made.invalid);
    made.row.roles = held;
    world.rememberIdentity(made.row, "put in by staff");
    return made.row;
  };
  person(SEED.admin, { plasecLname: "Administrator", plasecLogin: "admin" }, [roles.superAdmin]);
  person(SEED.account, { plasecLname: "Lintel", plasecFname: "API", plasecLogin: login }, [roles.api]);
  const rosa = person(
    SEED.rosa,
    {
      plasecLname: "Marsh",
      plasecFname: "Rosa",
      plasecidentityEmailaddress: "front-desk@harbour-works.example",
      plasecTyp: "Employee",
    },
    [roles.always],
  );
  const token = {
    plasecInternalnumber: "70421",
    plasecPIN: "704218",
    plasecTokenstatus: "1",
    plasecDownload: "TRUE",
    plasecTokennoexpire: "TRUE",
  };
  createToken(world, rosa.cn, token, "put in by staff");
}
