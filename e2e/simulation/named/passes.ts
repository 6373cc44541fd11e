import type { Action } from "../types";
import { harbourItems, member, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

const pass = (at: string, id: string, member: string, item: string, expiresAt?: string): Action => ({
  at,
  do: "pass",
  id,
  member,
  item,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

/** Passes (E4) and who else may use them (E5). London is an hour ahead of UTC in summer. */
export const passes = [
  written("day-pass-used", {
    // Used at 11:00 local on Tuesday: the day ends on Wednesday at 03:00, which is 02:00 UTC.
    startsAt: MONDAY,
    days: 3,
    actions: [
      pass("2026-05-11T10:00Z", "day", "ana", "Day Pass"),
      { at: "2026-05-12T10:00Z", do: "use_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-05-11T10:00Z", "2026-05-13T02:00Z"]] },
  }),
  written("used-before-the-day-changes", {
    // At 02:30 local it is still yesterday: till 03:00.
    startsAt: MONDAY,
    days: 2,
    actions: [
      pass("2026-05-11T10:00Z", "day", "ana", "Day Pass"),
      { at: "2026-05-12T01:30Z", do: "use_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-05-11T10:00Z", "2026-05-12T02:00Z"]] },
  }),
  written("used-in-spring", {
    // Used on Saturday; on Sunday 03:00 is 02:00 UTC, since the clocks went forward in the night.
    startsAt: "2026-03-28T00:00Z",
    days: 2,
    actions: [
      pass("2026-03-28T10:00Z", "day", "ana", "Day Pass"),
      { at: "2026-03-28T14:00Z", do: "use_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-03-28T10:00Z", "2026-03-29T02:00Z"]] },
  }),
  written("used-in-autumn", {
    // New York: the clocks go back on 1 November at 06:00 UTC, and 03:00 is 08:00 UTC.
    startsAt: "2026-10-31T00:00Z",
    days: 2,
    zone: "America/New_York",
    actions: [
      pass("2026-10-31T10:00Z", "day", "ana", "Day Pass"),
      { at: "2026-10-31T18:00Z", do: "use_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-10-31T10:00Z", "2026-11-01T08:00Z"]] },
  }),
  written("used-then-expired", {
    // Expires the same evening: checking in before that keeps the day whole.
    startsAt: MONDAY,
    days: 2,
    actions: [
      pass("2026-05-11T09:00Z", "day", "ana", "Day Pass", "2026-05-11T18:00Z"),
      { at: "2026-05-11T12:00Z", do: "use_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-05-11T09:00Z", "2026-05-12T02:00Z"]] },
  }),
  written("minutes-run-out", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      pass("2026-05-11T09:00Z", "hours", "ana", "Ten Hours"),
      { at: "2026-05-11T11:00Z", do: "use_pass", id: "hours", remaining: 120 },
      { at: "2026-05-11T15:00Z", do: "use_pass", id: "hours", remaining: 0 },
    ],
    rightful: { "Ana side": [["2026-05-11T09:00Z", "2026-05-11T15:00Z"]] },
  }),
  written("pass-expires", {
    startsAt: MONDAY,
    days: 3,
    actions: [pass("2026-05-11T09:00Z", "day", "ana", "Day Pass", "2026-05-12T22:59:59Z")],
    rightful: { "Ana front": [["2026-05-11T09:00Z", "2026-05-12T22:59:59Z"]] },
  }),
  written("pass-deleted", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      pass("2026-05-11T09:00Z", "day", "ana", "Day Pass"),
      { at: "2026-05-11T13:00Z", do: "delete_pass", id: "day" },
    ],
    rightful: { "Ana front": [["2026-05-11T09:00Z", "2026-05-11T13:00Z"]] },
  }),
  written("keeps-the-hours-of-the-pass", {
    // Monday 09:00 to 18:00 and Tuesday 22:00 to 02:00, local; the other door leads in at all hours.
    startsAt: MONDAY,
    days: 3,
    items: [
      ...harbourItems.filter(({ name }) => name !== "Day Pass"),
      {
        name: "Day Pass",
        kind: "pass",
        location: "Harbour",
        slots: [
          { day: 1, from: "09:00", to: "18:00" },
          { day: 2, from: "22:00", to: "02:00" },
        ],
      },
      {
        name: "Shown Only",
        kind: "pass",
        location: "Harbour",
        slots: [{ day: 1, from: "09:00", to: "18:00" }],
      },
    ],
    rows: [
      { item: "Day Pass", groups: ["front"], keepsHours: true },
      { item: "Shown Only", groups: ["side"] },
    ],
    actions: [
      pass("2026-05-11T10:00Z", "kept", "ana", "Day Pass"),
      pass("2026-05-11T10:05Z", "shown", "ana", "Shown Only", "2026-05-12T10:00Z"),
    ],
    rightful: {
      "Ana front": [
        ["2026-05-11T10:00Z", "2026-05-11T17:00Z"],
        ["2026-05-12T21:00Z", "2026-05-13T01:00Z"],
      ],
      "Ana side": [["2026-05-11T10:05Z", "2026-05-12T10:00Z"]],
    },
  }),
  ...[true, false].map((teamPasses) =>
    written(teamPasses ? "passes-shared-in-a-team" : "passes-not-shared", {
      startsAt: MONDAY,
      days: 1,
      members: [member("ana", "Ana"), member("ben", "Ben"), member("cleo", "Cleo"), member("dan", "Dan")],
      teams: [
        {
          name: "crew",
          location: "Harbour",
          members: ["ana", "ben", "dan"],
          paying: null,
          sharesPasses: true,
        },
      ],
      rows: rowsTo({ "Day Pass": "front" }),
      settings: { teamPasses },
      actions: [
        { at: "2026-05-11T08:00Z", do: "suspend", member: "dan" },
        pass("2026-05-11T09:00Z", "day", "ana", "Day Pass", "2026-05-11T20:00Z"),
      ],
      rightful: {
        "Ana front": [["2026-05-11T09:00Z", "2026-05-11T20:00Z"]],
        ...(teamPasses ? { "Ben front": [["2026-05-11T09:00Z", "2026-05-11T20:00Z"]] as const } : {}),
      },
    }),
  ),
];
