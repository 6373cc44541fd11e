import { book, connection, everything, mapping, member, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

/** People, what the admin and staff do, and two places. The location is in London, an hour ahead of UTC. */
export const people = [
  written("two-profiles-one-human", {
    startsAt: MONDAY,
    days: 1,
    rows: rowsTo({ Lightship: "front", "Hot Desk": "front" }),
    members: [member("ana", "Ana"), member("ana-ltd", "Ana")],
    actions: [
      {
        at: "2026-05-11T06:00Z",
        do: "contract",
        id: "plan",
        member: "ana",
        plan: "Hot Desk",
        from: "2026-05-10T23:00Z",
        until: "2026-05-11T12:00Z",
      },
      book("2026-05-11T06:05Z", "room", "ana-ltd", "Lightship", "2026-05-11T09:00Z", "2026-05-11T14:00Z"),
      // The one profile ends; what the other has stays.
      { at: "2026-05-11T10:00Z", do: "suspend", member: "ana" },
    ],
    rightful: { "Ana front": [["2026-05-11T06:00Z", "2026-05-11T14:00Z"]] },
  }),
  written("suspended-then-restored", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T17:00Z"),
      { at: "2026-05-11T10:00Z", do: "suspend", member: "ana" },
      { at: "2026-05-11T14:00Z", do: "restore", member: "ana" },
    ],
    rightful: {
      "Ana lightship": [
        ["2026-05-11T09:00Z", "2026-05-11T10:00Z"],
        ["2026-05-11T14:00Z", "2026-05-11T17:00Z"],
      ],
    },
  }),
  written("archived", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T17:00Z"),
      { at: "2026-05-11T10:00Z", do: "archive", member: "ana" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T10:00Z"]] },
  }),
  written("lead-changed-by-the-admin", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      {
        at: "2026-05-11T08:45Z",
        do: "map",
        connection: "doors",
        mapping: everything({ leadMinutes: 30, lagMinutes: 5 }),
      },
    ],
    rightful: { "Ana lightship": [["2026-05-11T08:45Z", "2026-05-11T10:05Z"]] },
  }),
  written("made-while-paused", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "ends", "ana", "Lightship", "2026-05-11T07:00Z", "2026-05-11T09:30Z"),
      { at: "2026-05-11T09:00Z", do: "pause", connection: "doors" },
      book("2026-05-11T09:10Z", "new", "ben", "Ropewalk", "2026-05-11T10:00Z", "2026-05-11T14:00Z"),
      { at: "2026-05-11T12:00Z", do: "resume", connection: "doors" },
    ],
    // What a pause keeps from happening is no right lost: these are the rights without it.
    rightful: {
      "Ana lightship": [["2026-05-11T07:00Z", "2026-05-11T09:30Z"]],
      "Ben ropewalk": [["2026-05-11T10:00Z", "2026-05-11T14:00Z"]],
    },
  }),
  written("staff-by-hand", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T17:00Z"),
      { at: "2026-05-11T10:00Z", do: "staff_add", connection: "doors", member: "ana", group: "ropewalk" },
      { at: "2026-05-11T12:00Z", do: "staff_drop", connection: "doors", member: "ana", group: "lightship" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T17:00Z"]] },
  }),
  written("disconnected", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T17:00Z"),
      { at: "2026-05-11T12:00Z", do: "disconnect", connection: "doors" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]] },
  }),
  written("one-pass-two-places", {
    startsAt: MONDAY,
    days: 1,
    locations: [
      { name: "Harbour", zone: "Europe/London", dayChangeMinutes: 180 },
      { name: "Quay", zone: "America/New_York", dayChangeMinutes: 180 },
    ],
    items: [
      { name: "Local", kind: "pass", location: "Harbour", scope: ["Harbour"] },
      { name: "Roam", kind: "pass", location: "Harbour", scope: null },
    ],
    connections: [
      connection("harbour", ["Harbour"], mapping(rowsTo({ Local: "north", Roam: "south" }))),
      connection("quay", ["Quay"], mapping(rowsTo({ Local: "east", Roam: "west" }))),
    ],
    actions: [
      {
        at: "2026-05-11T08:00Z",
        do: "pass",
        id: "local",
        member: "ana",
        item: "Local",
        expiresAt: "2026-05-11T20:00Z",
      },
      {
        at: "2026-05-11T09:00Z",
        do: "pass",
        id: "roam",
        member: "ana",
        item: "Roam",
        expiresAt: "2026-05-11T20:00Z",
      },
    ],
    rightful: {
      "Ana north": [["2026-05-11T08:00Z", "2026-05-11T20:00Z"]],
      "Ana south": [["2026-05-11T09:00Z", "2026-05-11T20:00Z"]],
      "Ana west": [["2026-05-11T09:00Z", "2026-05-11T20:00Z"]],
    },
  }),
];
