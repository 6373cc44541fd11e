import { asked, book, move, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

/** Rooms and desks that are booked (E1). The location is in London, an hour ahead of UTC. */
export const bookings = [
  written("back-to-back", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      book("2026-05-11T06:05Z", "two", "ana", "Lightship", "2026-05-11T10:00Z", "2026-05-11T11:00Z"),
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T11:00Z"]] },
  }),
  written("ninety-days-ahead", {
    startsAt: MONDAY,
    days: 90,
    actions: [book("2026-05-11T06:00Z", "far", "ana", "Lightship", "2026-08-08T09:00Z", "2026-08-08T10:30Z")],
    rightful: { "Ana lightship": [["2026-08-08T09:00Z", "2026-08-08T10:30Z"]] },
  }),
  written("moved-to-another-room", {
    startsAt: MONDAY,
    days: 2,
    actions: [
      book("2026-05-11T06:00Z", "ahead", "ana", "Lightship", "2026-05-12T09:00Z", "2026-05-12T11:00Z"),
      book("2026-05-11T06:10Z", "inside", "ben", "Lightship", "2026-05-11T09:00Z", "2026-05-11T11:00Z"),
      move("2026-05-11T09:30Z", "inside", "2026-05-11T09:00Z", "2026-05-11T11:00Z", "Ropewalk"),
      move("2026-05-11T12:00Z", "ahead", "2026-05-12T10:00Z", "2026-05-12T12:00Z", "Ropewalk"),
    ],
    rightful: {
      "Ana ropewalk": [["2026-05-12T10:00Z", "2026-05-12T12:00Z"]],
      "Ben lightship": [["2026-05-11T09:00Z", "2026-05-11T09:30Z"]],
      "Ben ropewalk": [["2026-05-11T09:30Z", "2026-05-11T11:00Z"]],
    },
  }),
  written("extended", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      move("2026-05-11T09:50Z", "one", "2026-05-11T09:00Z", "2026-05-11T11:00Z"),
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T11:00Z"]] },
  }),
  written("shortened", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "ahead", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      book("2026-05-11T06:10Z", "past", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      move("2026-05-11T10:00Z", "ahead", "2026-05-11T09:00Z", "2026-05-11T11:00Z"),
      move("2026-05-11T10:30Z", "past", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T11:00Z"]],
      "Ben ropewalk": [["2026-05-11T09:00Z", "2026-05-11T10:30Z"]],
    },
  }),
  written("cancelled", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "before", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      book("2026-05-11T06:10Z", "meanwhile", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      { at: "2026-05-11T08:00Z", do: "cancel", id: "before" },
      { at: "2026-05-11T10:00Z", do: "cancel", id: "meanwhile" },
    ],
    rightful: { "Ben ropewalk": [["2026-05-11T09:00Z", "2026-05-11T10:00Z"]] },
  }),
  written("deleted-booking", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      { at: "2026-05-11T09:20Z", do: "delete_booking", id: "one" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T09:20Z"]] },
  }),
  written("tentative-then-confirmed", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      asked("2026-05-11T06:00Z", "asked", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      asked("2026-05-11T06:10Z", "never", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      { at: "2026-05-11T10:00Z", do: "confirm", id: "asked" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T10:00Z", "2026-05-11T12:00Z"]] },
  }),
  written("ends-before-it-starts", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      book("2026-05-11T06:00Z", "good", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      book("2026-05-11T10:00Z", "unreadable", "ana", "Ropewalk", "2026-05-11T15:00Z", "2026-05-11T14:00Z"),
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]] },
  }),
  written("lead-and-lag-per-row", {
    startsAt: MONDAY,
    days: 1,
    rows: [
      { item: "Lightship", groups: ["lightship"], leadMinutes: 5, lagMinutes: 10 },
      { item: "Ropewalk", groups: ["ropewalk"] },
      { item: "Hot Desk", groups: ["lounge"] },
    ],
    settings: { leadMinutes: 15, lagMinutes: 20 },
    actions: [
      book("2026-05-11T06:00Z", "own", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      book("2026-05-11T06:05Z", "usual", "ana", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      // Buffers are for what was made for a time: a contract has none.
      {
        at: "2026-05-11T06:10Z",
        do: "contract",
        id: "plan",
        member: "ben",
        plan: "Hot Desk",
        from: "2026-05-11T12:00Z",
        until: "2026-05-11T18:00Z",
      },
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T08:55Z", "2026-05-11T10:10Z"]],
      "Ana ropewalk": [["2026-05-11T08:45Z", "2026-05-11T10:20Z"]],
      "Ben lounge": [["2026-05-11T12:00Z", "2026-05-11T18:00Z"]],
    },
  }),
  written("buffers-bridge-a-gap", {
    startsAt: MONDAY,
    days: 1,
    settings: { leadMinutes: 10, lagMinutes: 10 },
    actions: [
      book("2026-05-11T06:00Z", "one", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      book("2026-05-11T06:05Z", "two", "ana", "Lightship", "2026-05-11T10:20Z", "2026-05-11T11:00Z"),
    ],
    rightful: { "Ana lightship": [["2026-05-11T08:50Z", "2026-05-11T11:10Z"]] },
  }),
  written("booked-desk", {
    startsAt: MONDAY,
    days: 1,
    vendorWindows: true,
    actions: [book("2026-05-11T06:00Z", "desk", "cleo", "Desk 1", "2026-05-11T13:00Z", "2026-05-11T17:00Z")],
    rightful: { "Cleo floor": [["2026-05-11T13:00Z", "2026-05-11T17:00Z"]] },
  }),
  written("several-at-once", {
    startsAt: MONDAY,
    days: 2,
    actions: [
      {
        at: "2026-05-11T06:00Z",
        do: "contract",
        id: "plan",
        member: "ana",
        plan: "Hot Desk",
        from: "2026-05-10T23:00Z",
        until: "2026-05-12T23:00Z",
        desks: ["Desk 1"],
      },
      book("2026-05-11T06:05Z", "room", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      {
        at: "2026-05-11T08:00Z",
        do: "pass",
        id: "day",
        member: "ana",
        item: "Day Pass",
        expiresAt: "2026-05-12T12:00Z",
      },
    ],
    rightful: {
      "Ana lounge": [["2026-05-11T06:00Z", "2026-05-12T23:00Z"]],
      "Ana floor": [["2026-05-11T06:00Z", "2026-05-12T23:00Z"]],
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T10:00Z"]],
      "Ana front": [["2026-05-11T08:00Z", "2026-05-12T12:00Z"]],
    },
  }),
  written("nothing-mapped", {
    startsAt: MONDAY,
    days: 1,
    rows: rowsTo({ Ropewalk: "ropewalk" }),
    actions: [
      book("2026-05-11T06:00Z", "room", "ana", "Lightship", "2026-05-11T09:00Z", "2026-05-11T10:00Z"),
      {
        at: "2026-05-11T06:05Z",
        do: "contract",
        id: "plan",
        member: "ben",
        plan: "Hot Desk",
        from: "2026-05-10T23:00Z",
      },
    ],
    rightful: {},
  }),
  written("booking-and-contract-overlap", {
    startsAt: MONDAY,
    days: 1,
    rows: rowsTo({ Lightship: "front", "Hot Desk": "front" }),
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
      book("2026-05-11T06:05Z", "room", "ana", "Lightship", "2026-05-11T11:00Z", "2026-05-11T14:00Z"),
    ],
    rightful: { "Ana front": [["2026-05-11T06:00Z", "2026-05-11T14:00Z"]] },
  }),
];
