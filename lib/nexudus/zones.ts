import { Temporal } from "temporal-polyfill";
import { COUNTRY_ZONES } from "./country-zones";
import { WINDOWS_ZONES } from "./windows-zones";

const folded = (name: string) => name.trim().toLowerCase().replace(/\s+/g, " ");
const BY_WINDOWS_NAME = new Map(Object.entries(WINDOWS_ZONES).map(([name, zone]) => [folded(name), zone]));
const BY_COUNTRY = new Map(Object.entries(COUNTRY_ZONES).map(([name, zones]) => [folded(name), zones]));

/** Whether the runtime knows this IANA zone. Bare offsets and Windows names are not zones. */
export function isIanaZone(name: string): boolean {
  if (!/^(UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A Windows or IANA zone name as IANA zone; null when it is neither. Windows names in any case. */
export function toIanaZone(name: string): string | null {
  const trimmed = name.trim();
  return BY_WINDOWS_NAME.get(folded(trimmed)) ?? (isIanaZone(trimmed) ? trimmed : null);
}

/** What a location's zone probably is, and what that rests on. An admin confirms it in any case. */
export interface ZoneSuggestion {
  readonly zone: string | null;
  readonly basis: "name" | "country_and_offset" | "country" | "offset" | "none";
}

/** Offsets in January and July tell a zone with summer time from one without, on both hemispheres. */
const SEASONS = ["2025-01-15T12:00:00Z", "2025-07-15T12:00:00Z"].map((at) => Temporal.Instant.from(at));
function seasonsOf(zone: string): { standardMinutes: number; hasSummerTime: boolean } {
  const offsets = SEASONS.map((at) => at.toZonedDateTimeISO(zone).offsetNanoseconds / 60e9);
  return { standardMinutes: Math.min(...offsets), hasSummerTime: new Set(offsets).size > 1 };
}

function toMinutes(offset: string): number | null {
  const found = /^(?:UTC|GMT)?\s*([+-])?(\d{1,2})(?::?(\d\d))?(?::\d\d)?$/i.exec(offset.trim());
  if (!found) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return minutes > 14 * 60 ? null : minutes * (found[1] === "-" ? -1 : 1);
}

/**
 * Suggests an IANA zone: by name; else a zone of the country with that standard offset and, of those, one
 * that agrees on summer time; else a fixed-offset zone where there is no summer time.
 */
export function suggestZone(told: {
  readonly name: string | null;
  readonly offset: string | null;
  readonly usesSummerTime: boolean;
  readonly countryName: string | null;
}): ZoneSuggestion {
  const named = told.name === null ? null : toIanaZone(told.name);
  if (named !== null) return { zone: named, basis: "name" };

  const minutes = told.offset === null ? null : toMinutes(told.offset);
  const zones = BY_COUNTRY.get(folded(told.countryName ?? "")) ?? [];
  if (minutes !== null) {
    const matching = zones.filter((zone) => seasonsOf(zone).standardMinutes === minutes);
    const best =
      matching.find((zone) => seasonsOf(zone).hasSummerTime === told.usesSummerTime) ?? matching[0];
    if (best !== undefined) return { zone: best, basis: "country_and_offset" };
  }
  const only = zones[0];
  if (minutes === null && only !== undefined && zones.length === 1) return { zone: only, basis: "country" };

  if (minutes === null || minutes % 60 !== 0 || told.usesSummerTime) return { zone: null, basis: "none" };
  const hours = minutes / 60;
  // The signs of these names are turned round: Etc/GMT-2 is two hours ahead of UTC.
  const zone = hours === 0 ? "Etc/UTC" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
  return isIanaZone(zone) ? { zone, basis: "offset" } : { zone: null, basis: "none" };
}
