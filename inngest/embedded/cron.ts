import { CronExpressionParser } from "cron-parser";

const MINUTE_MS = 60_000;

/** A cron trigger: five fields, read in `zone`. `source` is the text as declared. */
export interface CronTrigger {
  readonly source: string;
  readonly fields: string;
  readonly zone: string;
}

/** Parses `[TZ=Area/City ]m h d mo dow`; UTC without the prefix. Null when it is not of that form. */
export function parseCron(source: string): CronTrigger | null {
  const match = source.trim().match(/^(?:TZ=(\S+)\s+)?([\dA-Za-z*,/-]+(?:\s+[\dA-Za-z*,/-]+){4})$/);
  if (!match?.[2]) return null;
  const trigger = { source, fields: match[2], zone: match[1] ?? "UTC" };
  try {
    firstTickFrom(trigger, new Date(0));
    return trigger;
  } catch {
    return null;
  }
}

/**
 * The first tick at or after `from`; always a whole minute.
 * UNVERIFIED: whether a tick inside the hour that daylight saving skips or repeats runs 0, 1 or 2 times.
 */
export function firstTickFrom(trigger: CronTrigger, from: Date): Date {
  // The parser takes as long for every minute as for any other, and a sweep comes every minute.
  if (trigger.fields === "* * * * *" && trigger.zone === "UTC")
    return new Date(Math.ceil(from.getTime() / MINUTE_MS) * MINUTE_MS);
  const currentDate = new Date(from.getTime() - 1);
  return CronExpressionParser.parse(trigger.fields, { currentDate, tz: trigger.zone }).next().toDate();
}
