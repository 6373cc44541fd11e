import type { Action, PlannedItem } from "../types";
import { book, connection, fault, mapping, member, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

/** They come a minute apart: what a vendor takes to let many in at once is no part of this. */
const CROWD = Array.from({ length: 13 }, (_, i) => ({
  from: `2026-05-11T09:${10 + i}Z`,
  member: member(`p${i + 1}`, `P${i + 1}`),
  room: { name: `Room ${i + 1}`, kind: "resource", location: "Harbour" } satisfies PlannedItem,
  deletedAt: `2026-05-11T12:${20 + i}Z`,
}));

/** Nobody's plan is mapped: these contracts open nothing, and are what the fault of that world ends. */
const unmapped = (n: number): Action => ({
  at: "2026-05-11T06:50Z",
  do: "contract",
  id: `unmapped ${n}`,
  member: `p${n}`,
  plan: "Unmapped",
  from: "2026-05-10T23:00Z",
});

const endsAsManyBegin = (name: string, leaving: number, until = "2026-05-11T10:00Z") =>
  written(name, {
    // Everybody else comes for the first time and has to be made: much to ask for, and who leaves waits for none.
    startsAt: MONDAY,
    days: 0.5,
    members: CROWD.map((each) => each.member),
    items: CROWD.map((each) => each.room),
    connections: [
      connection(
        "doors",
        ["Harbour"],
        mapping(rowsTo(Object.fromEntries(CROWD.map(({ room }) => [room.name, "rooms"])))),
        { vendor: "brivo" },
      ),
    ],
    actions: CROWD.map(({ member: { name }, room }, i) =>
      i < leaving
        ? book("2026-05-11T06:00Z", name, name, room.name, "2026-05-11T08:00Z", until)
        : book("2026-05-11T06:00Z", name, name, room.name, "2026-05-11T10:00Z", "2026-05-11T11:00Z"),
    ),
    rightful: Object.fromEntries(
      CROWD.map(({ member: { human } }, i) => [
        `${human} rooms`,
        i < leaving ? [["2026-05-11T08:00Z", until]] : [["2026-05-11T10:00Z", "2026-05-11T11:00Z"]],
      ]),
    ),
  });

/** Days on each of which a single guard stands between Lintel and harm. */
export const guards = [
  written("deleted-one-by-one", {
    // One after the other is read as gone: no single read takes from many, and only the hour's count tells.
    startsAt: MONDAY,
    days: 1,
    members: CROWD.map((each) => each.member),
    items: [
      ...CROWD.map((each) => each.room),
      { name: "Unmapped", kind: "plan", location: "Harbour" } satisfies PlannedItem,
    ],
    rows: rowsTo(Object.fromEntries(CROWD.map(({ room }) => [room.name, "rooms"]))),
    actions: [
      ...CROWD.map(({ member: { name }, room, from }) =>
        book("2026-05-11T06:00Z", name, name, room.name, from, "2026-05-11T18:00Z"),
      ),
      ...[1, 2, 3, 4, 5].map(unmapped),
      ...CROWD.map(
        ({ member: { name }, deletedAt }): Action => ({ at: deletedAt, do: "delete_booking", id: name }),
      ),
    ],
    // Whoever is beyond the budget waits for the admin, who looks every ten minutes: this is what excuses it.
    faults: [fault("mass_withdrawal", "2026-05-11T12:19Z", "2026-05-11T12:50Z")],
    rightful: Object.fromEntries(
      CROWD.map(({ member: { human }, from, deletedAt }) => [`${human} rooms`, [[from, deletedAt]]]),
    ),
  }),
  // Five seconds after the others began: all their places are taken, and their calls wait for the vendor's pace.
  endsAsManyBegin("one-ends-as-many-begin", 1, "2026-05-11T10:00:05Z"),
  // Who of an instant comes first is nobody's choice, and one alone might.
  endsAsManyBegin("three-end-as-many-begin", 3),
  written("one-goes-while-many-are-given", {
    // Four people are given twenty windows of later days each, one call after the other; P1 waits for none of them.
    startsAt: MONDAY,
    days: 0.5,
    members: CROWD.map((each) => each.member),
    items: CROWD.slice(0, 5).map((each) => each.room),
    connections: [
      connection(
        "doors",
        ["Harbour"],
        mapping(rowsTo(Object.fromEntries(CROWD.slice(0, 5).map(({ room }) => [room.name, "rooms"])))),
        { vendor: "doorflow", vendorWindows: true, syncPin: true, randomPins: true },
      ),
    ],
    actions: [
      book("2026-05-11T06:00Z", "p1", "p1", "Room 1", "2026-05-11T08:00Z", "2026-05-11T11:00Z"),
      ...CROWD.slice(1, 5).flatMap(({ member: { name }, room }) => {
        const days = Array.from({ length: 10 }, (_, day) => `2026-05-${12 + day}`);
        return days.flatMap((day) => [
          book("2026-05-11T09:00Z", `${name} ${day} a`, name, room.name, `${day}T08:00Z`, `${day}T09:00Z`),
          book("2026-05-11T09:00Z", `${name} ${day} b`, name, room.name, `${day}T10:00Z`, `${day}T11:00Z`),
        ]);
      }),
      { at: "2026-05-11T09:00:12Z", do: "cancel", id: "p1" },
    ],
    rightful: { "P1 rooms": [["2026-05-11T08:00Z", "2026-05-11T09:00:12Z"]] },
  }),
  written("hidden-between-two-pages", {
    // The hourly check is at 17 past. A row of the first page is deleted under it, so that Ana's is on no page.
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T18:00Z"),
      book("2026-05-11T06:05Z", "two", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T18:00Z"),
    ],
    faults: [fault("nexudus_row_deleted_between_pages", "2026-05-11T10:12Z", "2026-05-11T10:22Z")],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T18:00Z"]],
      "Ben ropewalk": [["2026-05-11T09:00Z", "2026-05-11T18:00Z"]],
    },
  }),
  written("held-up-while-giving", {
    // Who gives Ana her room is stopped on the way and goes on after the booking is gone and another has taken over.
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00:30Z", "2026-05-11T18:00Z"),
      { at: "2026-05-11T09:05Z", do: "cancel", id: "one" },
    ],
    faults: [fault("process_suspended", "2026-05-11T09:00:20Z", "2026-05-11T09:19Z", { times: 2 })],
    rightful: { "Ana lightship": [["2026-05-11T09:00:30Z", "2026-05-11T09:05Z"]] },
  }),
  written("made-pins", {
    // The PIN that Lintel writes to her record comes back as a webhook about her. A short night: what goes on for
    // ever has to come to an end.
    startsAt: MONDAY,
    days: 0.05,
    connections: [
      connection("doors", ["Harbour"], mapping(rowsTo({ Lightship: "lightship" })), {
        syncPin: true,
        randomPins: true,
      }),
    ],
    actions: [book("2026-05-11T00:02Z", "one", "ana", "Lightship", "2026-05-11T00:20Z", "2026-05-11T00:50Z")],
    rightful: { "Ana lightship": [["2026-05-11T00:20Z", "2026-05-11T00:50Z"]] },
  }),
];
