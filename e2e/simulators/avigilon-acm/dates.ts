import { Temporal } from "temporal-polyfill";

/**
 * The four spellings of a date: ISO 8601, LDAP generalized time (`20260309152213Z`, `...-0700`), `MM/DD/YYYY` with or
 * without a time in the server's zone. Undefined = unreadable; null = empty, or the vendor's "no date" of 1970.
 */
export function parseDate(text: string, timezone: string): number | null | undefined {
  const value = text.trim();
  if (value === "" || value === "19700101000000Z") return null;
  const ldap = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/.exec(value);
  if (ldap) {
    const [, y, mo, d, h, mi, s, zone = "Z"] = ldap;
    const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`;
    return finite(Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}${offset}`));
  }
  const local = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(value);
  if (local) {
    const [month, day, year, hour, minute, second] = local.slice(1).map((part) => Number(part ?? 0));
    try {
      return Temporal.PlainDateTime.from(
        {
          year: year ?? 0,
          month: month ?? 0,
          day: day ?? 0,
          hour: hour ?? 0,
          minute: minute ?? 0,
          second: second ?? 0,
        },
        { overflow: "reject" },
      ).toZonedDateTime(timezone).epochMilliseconds;
    } catch {
      return undefined;
    }
  }
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return undefined;
  return finite(Date.parse(value));
}

const finite = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);

/** `20260309152213Z` */
export const ldapTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`;

/** The first instant of the local day that holds `ms`, and of the day after it. */
export function dayOf(ms: number, timezone: string): { readonly from: number; readonly until: number } {
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDate();
  return {
    from: day.toZonedDateTime(timezone).epochMilliseconds,
    until: day.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds,
  };
}

/** As the web pages write a date: `03/09/2026 15:22`, in the server's zone. */
export function localText(ms: number, timezone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(at.month)}/${two(at.day)}/${at.year} ${two(at.hour)}:${two(at.minute)}`;
}
