import { Temporal } from "temporal-polyfill";

/** The Windows zones this world knows, with the IANA name used to show and read wall-clock times. */
export const zones = [
  {
    windows: "UTC",
    iana: "UTC",
    description: "(UTC) Coordinated Universal Time",
    offset: "00:00",
    summer: false,
  },
  {
    windows: "GMT Standard Time",
    iana: "Europe/London",
    description: "(UTC+00:00) Dublin, Edinburgh, Lisbon, London",
    offset: "00:00",
    summer: true,
  },
  {
    windows: "Romance Standard Time",
    iana: "Europe/Madrid",
    description: "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris",
    offset: "01:00",
    summer: true,
  },
  {
    windows: "W. Europe Standard Time",
    iana: "Europe/Berlin",
    description: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
    offset: "01:00",
    summer: true,
  },
  {
    windows: "Eastern Standard Time",
    iana: "America/New_York",
    description: "(UTC-05:00) Eastern Time (US & Canada)",
    offset: "-05:00",
    summer: true,
  },
  {
    windows: "Pacific Standard Time",
    iana: "America/Los_Angeles",
    description: "(UTC-08:00) Pacific Time (US & Canada)",
    offset: "-08:00",
    summer: true,
  },
  {
    windows: "AUS Eastern Standard Time",
    iana: "Australia/Sydney",
    description: "(UTC+10:00) Canberra, Melbourne, Sydney",
    offset: "10:00",
    summer: true,
  },
] as const;

export const ianaOf = (windows: unknown): string => zones.find((z) => z.windows === windows)?.iana ?? "UTC";

/** Wall clock of an instant in a zone, `YYYY-MM-DDTHH:mm:ss`. */
export function toLocal(at: Date, iana: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(iana)
    .toPlainDateTime()
    .toString({ smallestUnit: "second" });
}

/** The instant of a wall-clock time in a zone. Throws RangeError when it is no time. */
export function fromLocal(local: string, iana: string): Date {
  return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(iana).epochMilliseconds);
}
