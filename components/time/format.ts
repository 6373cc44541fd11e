/**
 * Times in a location's zone. Words are put together from numeric parts, because month names and spaces differ
 * between the ICU of Node and of browsers, and both must draw the same text.
 */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MINUTE_MS = 60_000;

interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  formats.set(zone, made);
  return made;
}

function local(iso: string, zone: string): Local {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(new Date(iso))
      .map((part) => [part.type, part.value]),
  );
  const two = (type: "hour" | "minute") => (parts.get(type) ?? "").padStart(2, "0");
  return {
    year: Number(parts.get("year")),
    month: Number(parts.get("month")),
    day: Number(parts.get("day")),
    clock: `${two("hour")}:${two("minute")}`,
  };
}

/** "Europe/Lisbon" -> "Europe/Lisbon"; underscores read as spaces. */
export const zoneLabel = (zone: string) => zone.replaceAll("_", " ");

/** "09:45" on the same local day as `now`, else "Mon 3 Nov, 09:45", with the year when it differs. */
export function shortTime(
  iso: string,
  { now, zone }: { readonly now: string; readonly zone: string },
): string {
  const at = local(iso, zone);
  const today = local(now, zone);
  if (at.year === today.year && at.month === today.month && at.day === today.day) return at.clock;
  const weekday = WEEKDAYS[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()];
  const year = at.year === today.year ? "" : ` ${at.year}`;
  return `${weekday} ${at.day} ${MONTHS[at.month - 1]}${year}, ${at.clock}`;
}

/** "09:45" whatever the day. */
export const clockTime = (iso: string, zone: string) => local(iso, zone).clock;

/** "Mon 3 Nov" */
export function dayLabel(iso: string, zone: string): string {
  const at = local(iso, zone);
  const weekday = WEEKDAYS[new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay()];
  return `${weekday} ${at.day} ${MONTHS[at.month - 1]}`;
}

/** "in 14 min", "3 h ago", "now". Rounds towards now. */
export function relativeTime(iso: string, now: string): string {
  const deltaMs = new Date(iso).getTime() - new Date(now).getTime();
  const minutes = Math.floor(Math.abs(deltaMs) / MINUTE_MS);
  if (minutes < 1) return "now";
  const amount =
    minutes < 60
      ? `${minutes} min`
      : minutes < 48 * 60
        ? `${Math.floor(minutes / 60)} h`
        : `${Math.floor(minutes / (24 * 60))} days`;
  return deltaMs > 0 ? `in ${amount}` : `${amount} ago`;
}

/** "2026-11-21 10:30 UTC", for the hover text. */
export const utcLabel = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
