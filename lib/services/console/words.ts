import type { Instant, Zone } from "../views";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Year, month (1-12), day, and "HH:MM" of an instant in a zone. */
function local(at: Instant, zone: Zone) {
  const parts = new Map(
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );
  return {
    year: Number(parts.get("year")),
    month: Number(parts.get("month")),
    day: Number(parts.get("day")),
    clock: `${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`,
  };
}

/** "09:45" on the reader's day, else "Mon 3 Nov, 09:45", with the year when it differs. For sentences. */
export function atIn(at: Instant, reader: { readonly now: Instant; readonly zone: Zone }): string {
  const then = local(at, reader.zone);
  const today = local(reader.now, reader.zone);
  if (then.year === today.year && then.month === today.month && then.day === today.day) return then.clock;
  const weekday = WEEKDAYS[new Date(Date.UTC(then.year, then.month - 1, then.day)).getUTCDay()];
  const year = then.year === today.year ? "" : ` ${then.year}`;
  return `${weekday} ${then.day} ${MONTHS[then.month - 1]}${year}, ${then.clock}`;
}

/** "3 Nov", with the year when it differs. */
export function dayIn(at: Instant, reader: { readonly now: Instant; readonly zone: Zone }): string {
  const then = local(at, reader.zone);
  const year = then.year === local(reader.now, reader.zone).year ? "" : ` ${then.year}`;
  return `${then.day} ${MONTHS[then.month - 1]}${year}`;
}

/** "a", "a and b", "a, b and c"; repeats are said once. */
export function listWords(words: readonly string[]): string {
  const all = [...new Set(words)];
  if (all.length < 2) return all.join("");
  return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** "1 person", "3 people". */
export const countWords = (amount: number, one: string, many: string) =>
  `${amount.toLocaleString("en-GB")} ${amount === 1 ? one : many}`;
