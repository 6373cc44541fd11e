import { createAssociation } from "./associations";
import { createMember } from "./members";
import { addGadget, addGroup, addOrganization, addSchedule, addSite } from "./setup";
import { createEmail, createPin } from "./sub-objects";
import type { World } from "./world";

/** Ids of the seeded world, the same in every run so that a story can name them. */
export const SEED = {
  organization: "org_harbour_works",
  site: "site_harbour_works",
  doors: {
    front: "gad_front_door",
    floor1: "gad_floor_1",
    floor2: "gad_floor_2",
    board: "gad_board_room",
    studio: "gad_studio",
    focus: "gad_focus_room",
  },
  groups: {
    board: "mg_board_room",
    studio: "mg_studio",
    focus: "mg_focus_room",
    always: "mg_everyone_24_7",
    weekdays: "mg_weekdays_9_18",
  },
  schedule: "sch_weekdays_9_18",
} as const;

const HOUR = 3600;

/** Fills an empty state: one organization, one building, and one member of staff put in by hand. */
export function seedWorld(world: World): void {
  const org = addOrganization(world, "Harbour Works Doors", SEED.organization).id;
  const { doors, groups } = SEED;
  addSite(world, { org, name: "Harbour Works", timezone: "Europe/London", id: SEED.site });
  const names: [string, string][] = [
    [doors.front, "Front door"],
    [doors.floor1, "Floor 1"],
    [doors.floor2, "Floor 2"],
    [doors.board, "Board room"],
    [doors.studio, "Studio"],
    [doors.focus, "Focus room"],
  ];
  for (const [id, name] of names) addGadget(world, { org, siteId: SEED.site, name, id });
  const nine = { ranges: [{ start: 9 * HOUR, end: 18 * HOUR }] };
  const closed = { ranges: [] };
  addSchedule(world, {
    org,
    name: "Weekdays 9-18",
    weekdays: [nine, nine, nine, nine, nine, closed, closed],
    id: SEED.schedule,
  });
  const every = { online: true, bluetooth: true, mobile_nfc: true, pin: true, card: true };
  const doorsOf = (...ids: string[]) => ids.map((gadget_id) => ({ gadget_id, access_methods: every }));
  addGroup(world, {
    org,
    id: groups.board,
    name: "Board room (with front door)",
    permissions: doorsOf(doors.front, doors.floor1, doors.board),
  });
  addGroup(world, {
    org,
    id: groups.studio,
    name: "Studio (with front door)",
    permissions: doorsOf(doors.front, doors.floor2, doors.studio),
  });
  // A group that takes no PIN: its members are refused at the keypad.
  addGroup(world, {
    org,
    id: groups.focus,
    name: "Focus room",
    permissions: [doors.front, doors.floor1, doors.focus].map((gadget_id) => ({
      gadget_id,
      access_methods: { ...every, pin: false },
    })),
  });
  addGroup(world, {
    org,
    id: groups.always,
    name: "Everyone 24/7",
    permissions: doorsOf(doors.front, doors.floor1, doors.floor2),
  });
  addGroup(world, {
    org,
    id: groups.weekdays,
    name: "Weekdays 9-18",
    permissions: doorsOf(doors.front, doors.floor1, doors.floor2).map((r) => ({
      ...r,
      schedule_id: SEED.schedule,
    })),
  });
  const staff = { organizationId: org, via: "staff" } as const;
  const member = createMember(world, staff, { name: "Rosa (front desk)", language: "en" });
  createEmail(world, staff, member.id, { email: "front-desk@harbour-works.example" });
  createPin(world, staff, member.id, { pin: "704218" });
  createAssociation(world, staff, member.id, { member_group_id: groups.always });
}
