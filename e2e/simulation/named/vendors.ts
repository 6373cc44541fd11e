import { book, connection, fault, mapping, member, rowsTo, written } from "./build";

const MONDAY = "2026-05-11T00:00Z";

/** Of each vendor whether it is given the windows ahead. */
const VENDORS = [
  { vendor: "akiles", vendorWindows: true },
  { vendor: "brivo", vendorWindows: false },
  { vendor: "avigilon-alta", vendorWindows: false },
  { vendor: "avigilon-acm", vendorWindows: false },
  { vendor: "doorflow", vendorWindows: true },
] as const;

/**
 * One day at each vendor: two rooms at once, so that one door's beginning and end leave the other one alone; what Lintel
 * signed in with ends in between; staff takes somebody out by hand and puts somebody else in.
 */
export const vendors = VENDORS.map(({ vendor, vendorWindows }) =>
  written(`two-rooms-${vendor}`, {
    startsAt: MONDAY,
    days: 0.6,
    members: [
      { ...member("ana", "Ana"), pin: "483920" },
      { ...member("ben", "Ben"), pin: "039271" },
      member("cleo", "Cleo"),
    ],
    connections: [
      connection("doors", ["Harbour"], mapping(rowsTo({ Lightship: "lightship", Ropewalk: "ropewalk" })), {
        vendor,
        vendorWindows,
        syncPin: true,
      }),
    ],
    actions: [
      book("2026-05-11T06:00Z", "first", "ana", "Lightship", "2026-05-11T08:00Z", "2026-05-11T10:00Z"),
      book("2026-05-11T06:05Z", "second", "ana", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T11:00Z"),
      book("2026-05-11T06:10Z", "third", "ben", "Ropewalk", "2026-05-11T09:00Z", "2026-05-11T12:00Z"),
      { at: "2026-05-11T09:30Z", do: "staff_drop", connection: "doors", member: "ben", group: "ropewalk" },
      { at: "2026-05-11T10:40Z", do: "staff_add", connection: "doors", member: "ben", group: "lightship" },
    ],
    faults: [
      fault("vendor_token_expired", "2026-05-11T07:30Z", "2026-05-11T09:05Z", { connection: "doors" }),
    ],
    rightful: {
      "Ana lightship": [["2026-05-11T08:00Z", "2026-05-11T10:00Z"]],
      "Ana ropewalk": [["2026-05-11T09:00Z", "2026-05-11T11:00Z"]],
      "Ben ropewalk": [["2026-05-11T09:00Z", "2026-05-11T12:00Z"]],
    },
  }),
);
