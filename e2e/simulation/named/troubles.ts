import type { Action } from "../types";
import { book, connection, fault, mapping, member, move, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

const noon = (at: string, id = "one", member = "ana"): Action =>
  book(at, id, member, "Lightship", "2026-05-11T09:00Z", "2026-05-11T12:00Z");
const cancel = (at: string, id = "one"): Action => ({ at, do: "cancel", id });

/** Days on which something fails. Rights do not know of it. */
export const troubles = [
  written("webhooks-lost", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      cancel("2026-05-11T10:00Z"),
      book("2026-05-11T10:05Z", "two", "ben", "Ropewalk", "2026-05-11T10:00Z", "2026-05-11T16:00Z"),
    ],
    faults: [fault("webhook_lost", "2026-05-11T05:00Z", "2026-05-11T23:00Z")],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T10:00Z"]],
      "Ben ropewalk": [["2026-05-11T10:05Z", "2026-05-11T16:00Z"]],
    },
  }),
  written("pages-cut-short", {
    // One list after the other shows a few rows of what there is, at every hourly check, and says that it is all.
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      book("2026-05-11T06:01Z", "two", "ben", "Ropewalk", "2026-05-11T08:30Z", "2026-05-11T18:00Z"),
      book("2026-05-11T06:02Z", "three", "cleo", "Desk 1", "2026-05-11T08:30Z", "2026-05-11T18:00Z"),
      {
        at: "2026-05-11T06:10Z",
        do: "contract",
        id: "plan",
        member: "ana",
        plan: "Hot Desk",
        from: "2026-05-10T23:00Z",
      },
      {
        at: "2026-05-11T06:11Z",
        do: "contract",
        id: "other",
        member: "ben",
        plan: "Fixed",
        from: "2026-05-10T23:00Z",
      },
    ],
    faults: Array.from({ length: 12 }, (_, i) => `2026-05-11T${String(7 + i).padStart(2, "0")}`).map((hour) =>
      fault("nexudus_partial_pages", `${hour}:12Z`, `${hour}:22Z`),
    ),
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
      "Ana lounge": [["2026-05-11T06:10Z", "2026-05-12T00:00Z"]],
      "Ben ropewalk": [["2026-05-11T08:30Z", "2026-05-11T18:00Z"]],
      "Ben studio": [["2026-05-11T06:11Z", "2026-05-12T00:00Z"]],
      "Cleo floor": [["2026-05-11T08:30Z", "2026-05-11T18:00Z"]],
    },
  }),
  written("vendor-down-at-an-edge", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      book("2026-05-11T06:05Z", "two", "ben", "Ropewalk", "2026-05-11T10:00Z", "2026-05-11T16:00Z"),
    ],
    faults: [
      fault("vendor_down", "2026-05-11T09:50Z", "2026-05-11T10:20Z", { connection: "doors" }),
      fault("vendor_down", "2026-05-11T11:58Z", "2026-05-11T12:20Z", { connection: "doors" }),
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
      "Ben ropewalk": [["2026-05-11T10:00Z", "2026-05-11T16:00Z"]],
    },
  }),
  written("answers-lost", {
    // The vendor does what it is asked and its answer is lost: asked again, it must not have been done twice.
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      book("2026-05-11T06:05Z", "two", "ben", "Ropewalk", "2026-05-11T10:00Z", "2026-05-11T13:00Z"),
    ],
    faults: [
      fault("vendor_timeout_after_commit", "2026-05-11T08:59Z", "2026-05-11T09:01Z", {
        connection: "doors",
        times: 2,
      }),
      fault("vendor_timeout_after_commit", "2026-05-11T09:59Z", "2026-05-11T10:01Z", {
        connection: "doors",
        times: 3,
      }),
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
      "Ben ropewalk": [["2026-05-11T10:00Z", "2026-05-11T13:00Z"]],
    },
  }),
  written("timers-lost", {
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      book("2026-05-11T06:05Z", "two", "ben", "Ropewalk", "2026-05-11T10:00Z", "2026-05-11T13:00Z"),
    ],
    faults: [
      fault("runs_lost", "2026-05-11T08:00Z", "2026-05-11T08:00Z"),
      fault("runs_lost", "2026-05-11T11:00Z", "2026-05-11T11:00Z"),
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
      "Ben ropewalk": [["2026-05-11T10:00Z", "2026-05-11T13:00Z"]],
    },
  }),
  written("platform-down-at-an-end", {
    // What was known ends on time; what was cancelled meanwhile is learnt afterwards.
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      book("2026-05-11T06:05Z", "two", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T18:00Z"),
      cancel("2026-05-11T11:50Z", "two"),
    ],
    faults: [fault("nexudus_down", "2026-05-11T11:30Z", "2026-05-11T13:00Z")],
    rightful: {
      "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
      "Ben ropewalk": [["2026-05-11T09:00Z", "2026-05-11T11:50Z"]],
    },
  }),
  written("staff-gave-the-same", {
    // Staff put her in the group of her own booking: that membership is theirs, and outlives the booking.
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      { at: "2026-05-11T10:00Z", do: "staff_add", connection: "doors", member: "ana", group: "lightship" },
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]] },
  }),
  written("many-edges", {
    // Wakes may come early; on a day of many edges some do.
    startsAt: MONDAY,
    days: 1,
    actions: [
      ...["08", "10", "12", "14", "16", "18"].flatMap((hour, i) => [
        book(
          `2026-05-11T06:0${i}Z`,
          `a${hour}`,
          "ana",
          "Lightship",
          `2026-05-11T${hour}:00Z`,
          `2026-05-11T${hour}:45Z`,
        ),
        book(
          `2026-05-11T06:1${i}Z`,
          `b${hour}`,
          "ben",
          "Ropewalk",
          `2026-05-11T${hour}:15Z`,
          `2026-05-11T${hour}:55Z`,
        ),
      ]),
    ],
    rightful: {
      "Ana lightship": [
        ["2026-05-11T08:00Z", "2026-05-11T08:45Z"],
        ["2026-05-11T10:00Z", "2026-05-11T10:45Z"],
        ["2026-05-11T12:00Z", "2026-05-11T12:45Z"],
        ["2026-05-11T14:00Z", "2026-05-11T14:45Z"],
        ["2026-05-11T16:00Z", "2026-05-11T16:45Z"],
        ["2026-05-11T18:00Z", "2026-05-11T18:45Z"],
      ],
      "Ben ropewalk": [
        ["2026-05-11T08:15Z", "2026-05-11T08:55Z"],
        ["2026-05-11T10:15Z", "2026-05-11T10:55Z"],
        ["2026-05-11T12:15Z", "2026-05-11T12:55Z"],
        ["2026-05-11T14:15Z", "2026-05-11T14:55Z"],
        ["2026-05-11T16:15Z", "2026-05-11T16:55Z"],
        ["2026-05-11T18:15Z", "2026-05-11T18:55Z"],
      ],
    },
  }),
  written("moved-and-moved-back", {
    // The end is where it was before, so its timer has to be set again.
    startsAt: MONDAY,
    days: 1,
    actions: [
      noon("2026-05-11T06:00Z"),
      move("2026-05-11T10:00Z", "one", "2026-05-11T09:00Z", "2026-05-11T14:00Z"),
      move("2026-05-11T11:00Z", "one", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
    ],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]] },
  }),
  written("door-offline", {
    // Nothing else happens meanwhile: the one change that the door does not hear of is what explains it.
    startsAt: MONDAY,
    days: 0.6,
    members: [{ ...member("ana", "Ana"), pin: "483920" }],
    connections: [
      connection("doors", ["Harbour"], mapping(rowsTo({ Lightship: "lightship" })), {
        vendor: "doorflow",
        syncPin: true,
      }),
    ],
    actions: [noon("2026-05-11T06:00Z")],
    faults: [fault("device_offline", "2026-05-11T11:30Z", "2026-05-11T12:30Z", { connection: "doors" })],
    rightful: { "Ana lightship": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]] },
  }),
];
