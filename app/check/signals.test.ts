import { describe, expect, it } from "vitest";
import { seenFrom } from "../canonical-host";
import { browserOf, isFramed, wayOf } from "./signals";

const canonical = new URL("https://doors.test");
const way = (headers: Record<string, string>) => wayOf(seenFrom(new Headers(headers), canonical), canonical);

describe("how a sign-in came in", () => {
  it("knows a frame by what the browser says of it", () => {
    for (const dest of ["iframe", "frame", "embed", "object"])
      expect(isFramed(new Headers({ "sec-fetch-dest": dest }))).toBe(true);
    expect(isFramed(new Headers({ "sec-fetch-dest": "document" }))).toBe(false);
    expect(isFramed(new Headers())).toBe(false);
  });

  it("names another host that the server in front hides behind ours", () => {
    const proto = { "x-forwarded-proto": "https" };
    expect(way({ host: "doors.test", ...proto })).toBe("as_configured");
    expect(way({ host: "doors.test", "x-forwarded-host": "www.doors.test", ...proto })).toBe("other_host");
  });

  it("names plain http where https is configured", () => {
    expect(way({ host: "doors.test", "x-forwarded-proto": "http" })).toBe("other_scheme");
  });

  it("tells browsers apart by what they say, not by the page they ask for", () => {
    const one = { "user-agent": "A", "accept-language": "en" };
    expect(browserOf(new Headers({ ...one, "sec-fetch-dest": "iframe" }))).toBe(browserOf(new Headers(one)));
    expect(browserOf(new Headers({ ...one, "user-agent": "B" }))).not.toBe(browserOf(new Headers(one)));
  });
});
