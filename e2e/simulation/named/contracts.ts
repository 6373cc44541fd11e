import type { Action } from "../types";
import { book, harbourItems, member, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

/** A contract made by the desk; its instants are as the platform stores them. */
const contract = (
  at: string,
  id: string,
  member: string,
  plan: string,
  from: string | null,
  more: {
    readonly until?: string;
    readonly desks?: readonly string[];
    readonly variants?: readonly string[];
  } = {},
): Action => ({ at, do: "contract", id, member, plan, from, ...more });

/** Plans, desks and offices by contract (E2, E3, E7). London is an hour ahead of UTC in summer. */
export const contracts = [
  written("spring-contract", {
    // The clocks go forward on 29 March at 01:00 UTC: local midnight of the 30th is 23:00 UTC.
    startsAt: "2026-03-27T00:00Z",
    days: 4,
    actions: [
      contract("2026-03-27T09:00Z", "plan", "ana", "Hot Desk", "2026-03-28T00:00Z", {
        until: "2026-03-29T23:00Z",
      }),
    ],
    rightful: { "Ana lounge": [["2026-03-28T00:00Z", "2026-03-29T23:00Z"]] },
  }),
  written("autumn-contract", {
    // The clocks go back on 25 October at 01:00 UTC: local midnights are 23:00 before, 00:00 after.
    startsAt: "2026-10-23T00:00Z",
    days: 4,
    actions: [
      contract("2026-10-23T09:00Z", "plan", "ana", "Hot Desk", "2026-10-23T23:00Z", {
        until: "2026-10-26T00:00Z",
      }),
    ],
    rightful: { "Ana lounge": [["2026-10-23T23:00Z", "2026-10-26T00:00Z"]] },
  }),
  written("spring-part-time", {
    // Sunday 29 March has 23 hours in London.
    startsAt: "2026-03-28T00:00Z",
    days: 4,
    actions: [
      contract("2026-03-28T06:00Z", "office", "ana", "Fixed", "2026-03-28T00:00Z", {
        desks: ["Office"],
        variants: ["Sundays"],
      }),
    ],
    rightful: {
      "Ana studio": [["2026-03-28T06:00Z", "2026-04-01T00:00Z"]],
      "Ana office": [["2026-03-29T00:00Z", "2026-03-29T23:00Z"]],
    },
  }),
  written("autumn-part-time", {
    // Sunday 1 November has 25 hours in New York.
    startsAt: "2026-10-31T00:00Z",
    days: 3,
    zone: "America/New_York",
    actions: [
      contract("2026-10-31T06:00Z", "office", "ana", "Fixed", "2026-10-31T04:00Z", {
        until: "2026-11-05T05:00Z",
        variants: ["Sundays"],
      }),
    ],
    rightful: {
      "Ana studio": [["2026-10-31T06:00Z", "2026-11-03T00:00Z"]],
      "Ana office": [["2026-11-01T04:00Z", "2026-11-02T05:00Z"]],
    },
  }),
  written("part-time-in-sydney", {
    // Local Wednesday and Monday, ten hours ahead before 4 October and eleven after.
    startsAt: "2026-09-29T00:00Z",
    days: 8,
    zone: "Australia/Sydney",
    actions: [
      contract("2026-09-29T02:00Z", "office", "ana", "Fixed", "2026-09-27T14:00Z", {
        variants: ["Monday and Wednesday"],
      }),
    ],
    rightful: {
      "Ana studio": [["2026-09-29T02:00Z", "2026-10-07T00:00Z"]],
      "Ana office": [
        ["2026-09-29T14:00Z", "2026-09-30T14:00Z"],
        ["2026-10-04T13:00Z", "2026-10-05T13:00Z"],
        ["2026-10-06T13:00Z", "2026-10-07T00:00Z"],
      ],
    },
  }),
  written("cancelled-on-1-july", {
    // "On 1 July" is its local midnight, in Madrid 22:00 UTC of the day before: no access on the day itself,
    // unless a pass keeps it.
    startsAt: "2026-06-28T00:00Z",
    days: 5,
    zone: "Europe/Madrid",
    rows: rowsTo({ "Hot Desk": "lounge", "Day Pass": "lounge" }),
    actions: [
      contract("2026-06-28T06:00Z", "a", "ana", "Hot Desk", "2026-05-31T22:00Z"),
      contract("2026-06-28T06:05Z", "b", "ben", "Hot Desk", "2026-05-31T22:00Z"),
      {
        at: "2026-06-28T06:10Z",
        do: "pass",
        id: "day",
        member: "ana",
        item: "Day Pass",
        expiresAt: "2026-07-01T22:00Z",
      },
      { at: "2026-06-29T09:00Z", do: "change_contract", id: "a", until: "2026-06-30T22:00Z" },
      { at: "2026-06-29T09:05Z", do: "change_contract", id: "b", until: "2026-06-30T22:00Z" },
    ],
    rightful: {
      "Ana lounge": [["2026-06-28T06:00Z", "2026-07-01T22:00Z"]],
      "Ben lounge": [["2026-06-28T06:05Z", "2026-06-30T22:00Z"]],
    },
  }),
  written("cancellation-taken-back", {
    startsAt: MONDAY,
    days: 4,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      { at: "2026-05-11T09:00Z", do: "change_contract", id: "a", until: "2026-05-13T23:00Z" },
      { at: "2026-05-13T12:00Z", do: "change_contract", id: "a", until: null },
    ],
    rightful: { "Ana lounge": [["2026-05-11T06:00Z", "2026-05-15T00:00Z"]] },
  }),
  written("future-contract", {
    startsAt: MONDAY,
    days: 5,
    actions: [
      contract("2026-05-11T09:00Z", "a", "ana", "Hot Desk", "2026-05-13T23:00Z", { desks: ["Desk 1"] }),
    ],
    rightful: {
      "Ana lounge": [["2026-05-13T23:00Z", "2026-05-16T00:00Z"]],
      "Ana floor": [["2026-05-13T23:00Z", "2026-05-16T00:00Z"]],
    },
  }),
  written("contract-without-start", {
    startsAt: MONDAY,
    days: 1,
    actions: [contract("2026-05-11T09:00Z", "a", "ana", "Hot Desk", null, { desks: ["Desk 1"] })],
    rightful: {},
  }),
  written("moved-to-another-plan", {
    startsAt: MONDAY,
    days: 2,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      { at: "2026-05-12T12:00Z", do: "change_contract", id: "a", plan: "Fixed", desks: ["Desk 1"] },
    ],
    rightful: {
      "Ana lounge": [["2026-05-11T06:00Z", "2026-05-12T12:00Z"]],
      "Ana studio": [["2026-05-12T12:00Z", "2026-05-13T00:00Z"]],
      "Ana floor": [["2026-05-12T12:00Z", "2026-05-13T00:00Z"]],
    },
  }),
  written("deleted-contract", {
    startsAt: MONDAY,
    days: 2,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      { at: "2026-05-12T12:00Z", do: "delete_contract", id: "a" },
    ],
    rightful: { "Ana lounge": [["2026-05-11T06:00Z", "2026-05-12T12:00Z"]] },
  }),
  written("freeze-now", {
    startsAt: MONDAY,
    days: 4,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      book("2026-05-11T06:05Z", "kept", "ana", "Lightship", "2026-05-12T12:00Z", "2026-05-12T13:00Z"),
      {
        at: "2026-05-12T10:00Z",
        do: "freeze",
        id: "ice",
        contract: "a",
        from: "2026-05-11T23:00Z",
        until: "2026-05-13T23:00Z",
      },
    ],
    rightful: {
      "Ana lounge": [
        ["2026-05-11T06:00Z", "2026-05-12T10:00Z"],
        ["2026-05-13T23:00Z", "2026-05-15T00:00Z"],
      ],
      // Bookings already made keep their window.
      "Ana lightship": [["2026-05-12T12:00Z", "2026-05-12T13:00Z"]],
    },
  }),
  written("freeze-ahead", {
    startsAt: MONDAY,
    days: 5,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      contract("2026-05-11T06:05Z", "b", "ben", "Hot Desk", "2026-05-10T23:00Z"),
      {
        at: "2026-05-11T10:00Z",
        do: "freeze",
        id: "cut short",
        contract: "a",
        from: "2026-05-12T23:00Z",
        until: "2026-05-14T23:00Z",
      },
      {
        at: "2026-05-11T10:05Z",
        do: "freeze",
        id: "kept",
        contract: "b",
        from: "2026-05-12T23:00Z",
        until: "2026-05-14T23:00Z",
      },
      {
        at: "2026-05-13T12:00Z",
        do: "change_freeze",
        id: "cut short",
        from: "2026-05-12T23:00Z",
        until: "2026-05-13T18:00Z",
      },
    ],
    rightful: {
      "Ana lounge": [
        ["2026-05-11T06:00Z", "2026-05-12T23:00Z"],
        ["2026-05-13T18:00Z", "2026-05-16T00:00Z"],
      ],
      "Ben lounge": [
        ["2026-05-11T06:05Z", "2026-05-12T23:00Z"],
        ["2026-05-14T23:00Z", "2026-05-16T00:00Z"],
      ],
    },
  }),
  written("freeze-and-passes", {
    startsAt: MONDAY,
    days: 4,
    actions: [
      contract("2026-05-11T06:00Z", "a", "ana", "Hot Desk", "2026-05-10T23:00Z"),
      contract("2026-05-11T06:05Z", "b", "ben", "Hot Desk", "2026-05-10T23:00Z"),
      { at: "2026-05-11T07:00Z", do: "pass", id: "with it", member: "ana", item: "Day Pass", contract: "a" },
      { at: "2026-05-11T07:05Z", do: "pass", id: "bought", member: "ben", item: "Day Pass" },
      {
        at: "2026-05-11T10:00Z",
        do: "freeze",
        id: "ice a",
        contract: "a",
        from: "2026-05-11T23:00Z",
        until: "2026-05-12T23:00Z",
      },
      {
        at: "2026-05-11T10:05Z",
        do: "freeze",
        id: "ice b",
        contract: "b",
        from: "2026-05-11T23:00Z",
        until: null,
      },
      { at: "2026-05-13T12:00Z", do: "delete_freeze", id: "ice b" },
    ],
    rightful: {
      "Ana lounge": [
        ["2026-05-11T06:00Z", "2026-05-11T23:00Z"],
        ["2026-05-12T23:00Z", "2026-05-15T00:00Z"],
      ],
      "Ana front": [
        ["2026-05-11T07:00Z", "2026-05-11T23:00Z"],
        ["2026-05-12T23:00Z", "2026-05-15T00:00Z"],
      ],
      "Ben lounge": [
        ["2026-05-11T06:05Z", "2026-05-11T23:00Z"],
        ["2026-05-13T12:00Z", "2026-05-15T00:00Z"],
      ],
      "Ben front": [["2026-05-11T07:05Z", "2026-05-15T00:00Z"]],
    },
  }),
  written("team-of-a-paying-member", {
    startsAt: MONDAY,
    days: 2,
    members: [member("studio", "Studio"), member("ana", "Ana"), member("ben", "Ben"), member("cleo", "Cleo")],
    items: harbourItems,
    teams: [
      {
        name: "crew",
        location: "Harbour",
        members: ["studio", "ana", "ben"],
        paying: "studio",
        sharesPasses: false,
      },
    ],
    // Desks reach the team; plans do not.
    settings: { teamDesks: true },
    actions: [
      contract("2026-05-11T06:00Z", "a", "studio", "Fixed", "2026-05-10T23:00Z", { desks: ["Desk 1"] }),
      {
        at: "2026-05-11T15:00Z",
        do: "team",
        id: "crew",
        members: ["studio", "ana", "cleo"],
        paying: "studio",
      },
      { at: "2026-05-12T09:00Z", do: "suspend", member: "ana" },
      { at: "2026-05-12T15:00Z", do: "suspend", member: "studio" },
    ],
    rightful: {
      "Studio studio": [["2026-05-11T06:00Z", "2026-05-12T15:00Z"]],
      "Studio floor": [["2026-05-11T06:00Z", "2026-05-12T15:00Z"]],
      "Ana floor": [["2026-05-11T06:00Z", "2026-05-12T09:00Z"]],
      "Ben floor": [["2026-05-11T06:00Z", "2026-05-11T15:00Z"]],
      "Cleo floor": [["2026-05-11T15:00Z", "2026-05-12T15:00Z"]],
    },
  }),
];
