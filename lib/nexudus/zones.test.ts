import { describe, expect, it } from "vitest";
import { COUNTRY_ZONES } from "./country-zones";
import { WINDOWS_ZONES } from "./windows-zones";
import { isIanaZone, suggestZone, toIanaZone } from "./zones";

const none = { name: null, offset: null, usesSummerTime: false, countryName: null };

describe("toIanaZone", () => {
  it("knows every zone it names", () => {
    const unknown = [...Object.values(WINDOWS_ZONES), ...Object.values(COUNTRY_ZONES).flat()].filter(
      (zone) => !isIanaZone(zone),
    );
    expect(unknown).toEqual([]);
    expect(Object.keys(WINDOWS_ZONES).length).toBeGreaterThanOrEqual(139);
  });

  it.each([
    ["GMT Standard Time", "Europe/London"],
    ["W. Europe Standard Time", "Europe/Berlin"],
    [" romance standard time", "Europe/Paris"],
    ["UTC", "Etc/UTC"],
    ["UTC-11", "Etc/GMT+11"],
    ["UTC+13", "Etc/GMT-13"],
    ["Europe/Madrid", "Europe/Madrid"],
    ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ])("reads %j as %s", (name, zone) => {
    expect(toIanaZone(name)).toBe(zone);
  });

  it.each(["", "Standard Time", "+01:00", "Europe/Nowhere", "../etc/passwd", "CET Standard Time"])(
    "does not read %j as a zone",
    (name) => {
      expect(toIanaZone(name)).toBeNull();
    },
  );
});

describe("suggestZone", () => {
  it("prefers the name over everything else", () => {
    const told = { ...none, name: "Tokyo Standard Time", offset: "01:00", countryName: "Germany" };
    expect(suggestZone(told)).toEqual({ zone: "Asia/Tokyo", basis: "name" });
  });

  it("takes a zone of the country with the offset, also where summer time decides", () => {
    const us = { ...none, name: "??", offset: "-07:00", countryName: "United States" };
    expect(suggestZone({ ...us, usesSummerTime: true }).zone).toBe("America/Denver");
    expect(suggestZone(us)).toEqual({ zone: "America/Phoenix", basis: "country_and_offset" });
    const sydney = { ...none, offset: "10:00:00", usesSummerTime: true, countryName: "australia" };
    expect(suggestZone(sydney).zone).toBe("Australia/Sydney");
  });

  it("takes the only zone of a country, but never one of several", () => {
    expect(suggestZone({ ...none, countryName: "Spain" })).toEqual({ zone: null, basis: "none" });
    expect(suggestZone({ ...none, countryName: "Japan" })).toEqual({ zone: "Asia/Tokyo", basis: "country" });
  });

  it("falls back to a fixed offset only without summer time", () => {
    expect(suggestZone({ ...none, offset: "+03:00" })).toEqual({ zone: "Etc/GMT-3", basis: "offset" });
    expect(suggestZone({ ...none, offset: "-5" })).toEqual({ zone: "Etc/GMT+5", basis: "offset" });
    expect(suggestZone({ ...none, offset: "+03:00", usesSummerTime: true }).zone).toBeNull();
    expect(suggestZone({ ...none, offset: "05:45" }).zone).toBeNull();
    expect(suggestZone({ ...none, offset: "99" }).zone).toBeNull();
  });
});
