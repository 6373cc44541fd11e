import { z } from "zod";

/** Dates before this year are .NET's "no date" (0001-01-01). */
const YEAR_MIN = 1900;
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a REST or webhook time: 0 to 7 fractional digits (cut to milliseconds), seconds optional. A value
 * without zone is UTC. Null for anything else, an impossible date included.
 */
export function toInstant(text: string): Date | null {
  const found = INSTANT.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone = "Z"] = found;
  const fields = [
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ] as const;
  const wall = new Date(0);
  wall.setUTCFullYear(fields[0], fields[1], fields[2]);
  wall.setUTCHours(fields[3], fields[4], fields[5], Number(fraction.padEnd(3, "0").slice(0, 3)));
  const readBack = [
    wall.getUTCFullYear(),
    wall.getUTCMonth(),
    wall.getUTCDate(),
    wall.getUTCHours(),
    wall.getUTCMinutes(),
    wall.getUTCSeconds(),
  ];
  if (fields.some((field, i) => field !== readBack[i])) return null;
  if (zone === "Z") return wall;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return null;
  const offsetMs = (hours * 60 + minutes) * 60_000 * (zone.startsWith("-") ? -1 : 1);
  return new Date(wall.getTime() - offsetMs);
}

/** The form in which instants are sent, in filters and bodies: UTC, whole seconds. */
export const fromInstant = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, "Z");

/** A Nexudus id as text; numbers beyond 2^53 are refused, since their digits are already lost. */
export const idText = z
  .union([
    z
      .number()
      .int()
      .positive()
      .refine((n) => Number.isSafeInteger(n)),
    z.string().regex(/^[1-9]\d{0,18}$/),
  ])
  .transform(String);

/** An id or none; 0 and "" stand for none. */
export const optionalId = z
  .union([idText, z.null(), z.literal(0), z.literal("")])
  .default(null)
  .transform((id) => (id === 0 || id === "" ? null : id));

export const instant = z.string().transform((text, context) => {
  const at = toInstant(text);
  if (at !== null && at.getUTCFullYear() >= YEAR_MIN) return at;
  context.addIssue({ code: "custom", message: "not a date" });
  return z.NEVER;
});

/** A time or none. .NET's empty date is none; anything unreadable is still an error. */
export const optionalInstant = z
  .union([z.string(), z.null()])
  .default(null)
  .transform((text, context) => {
    if (text === null || text === "" || text.startsWith("0001-01-01")) return null;
    const at = toInstant(text);
    if (at !== null) return at;
    context.addIssue({ code: "custom", message: "not a date" });
    return z.NEVER;
  });

export const optionalText = z
  .union([z.string(), z.null()])
  .default(null)
  .transform((text) => (text === "" ? null : text));

/** A flag that rows may leave out: absent is false. Only for flags whose absence takes nothing away. */
export const optionalFlag = z
  .union([z.boolean(), z.null()])
  .default(null)
  .transform((flag) => flag === true);

const words = (text: string | number | null) => [
  ...new Set(
    String(text ?? "")
      .split(/[\s,;]+/)
      .filter((word) => word !== ""),
  ),
];
const optionalWords = z.union([z.string(), z.number(), z.null()]).default(null);

/** Comma text such as "1,2" or null, as lists carry it, to ids. */
export const idList = optionalWords.transform((text, context) => {
  const ids = words(text);
  if (ids.every((id) => idText.safeParse(id).success)) return ids;
  context.addIssue({ code: "custom", message: "not a list of ids" });
  return z.NEVER;
});

/** Comma, semicolon or blank separated words, each once. UNVERIFIED: the separator Nexudus uses. */
export const wordList = optionalWords.transform(words);
