import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { handleInstall } from "./app/install/handle";
import { proxy } from "./proxy";

const ORIGIN = "https://doors.test";

vi.mock("./app/runtime", () => ({ runtime: () => ({ env: { NEXTAUTH_URL: ORIGIN } }) }));
vi.mock("./app/database-up", () => ({ isDatabaseUp: async () => true }));
vi.mock("./app/rate-limit", () => ({ tooManyCalls: async () => null }));
vi.mock("./app/install/handle", () => ({
  handleInstall: vi.fn(async () => ({ kind: "problem", show: { code: "stale" } })),
}));

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  proxy(
    new NextRequest(`${ORIGIN}${path}`, {
      method,
      headers: { host: "doors.test", "x-forwarded-proto": "https", ...headers },
    }),
  );
/** What the page behind is given of this header. */
const passedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);
const rewrittenTo = (response: Response) => response.headers.get("x-middleware-rewrite");

beforeEach(() => {
  vi.mocked(handleInstall).mockClear();
});

describe("before every page", () => {
  it("an install link in a frame is not used up: the check page offers a tab of its own", async () => {
    const response = await ask("/install?t=1&h=2", { "sec-fetch-dest": "iframe" });
    expect(handleInstall).not.toHaveBeenCalled();
    expect(rewrittenTo(response)).toBe(`${ORIGIN}/check`);
    expect(passedOn(response, "x-lintel-cause")).toBe("framed");
    expect(passedOn(response, "x-lintel-target")).toBe("/install?t=1&h=2");
  });

  it("an install link in a tab is followed", async () => {
    await ask("/install?t=1", { "sec-fetch-dest": "document" });
    expect(handleInstall).toHaveBeenCalledOnce();
  });

  it.each(["HEAD", "OPTIONS"])("an install link is not used up by %s", async (method) => {
    expect((await ask("/install?t=1", {}, method)).status).toBe(405);
    expect(handleInstall).not.toHaveBeenCalled();
  });

  it("only the install link and the check page may be framed, and only they send no referrer", async () => {
    const framing = async (path: string, headers = {}) => {
      const response = await ask(path, headers);
      const policy = response.headers.get("content-security-policy") ?? "";
      return [/frame-ancestors ([^;]+)/.exec(policy)?.[1], response.headers.get("referrer-policy")];
    };
    const nexudus = ["https://*.nexudus.com", "no-referrer"];
    expect(await framing("/install?t=1", { "sec-fetch-dest": "iframe" })).toEqual(nexudus);
    expect(await framing("/check?k=1")).toEqual(nexudus);
    for (const path of ["/", "/signed-out", "/install/problem", "/install/confirm", "/check/x"])
      expect(await framing(path), path).toEqual(["'none'", null]);
  });

  it("what only this file may tell the pages cannot be told from outside", async () => {
    const response = await ask("/check", {
      "x-lintel-cause": "framed",
      "x-lintel-target": "https://elsewhere.test/",
      "x-lintel-seen": "https://elsewhere.test",
    });
    expect(passedOn(response, "x-lintel-cause")).toBeNull();
    expect(passedOn(response, "x-lintel-target")).toBeNull();
    expect(passedOn(response, "x-lintel-seen")).toBe(ORIGIN);
  });

  it("pages compare with the configured origin, whatever was forwarded", async () => {
    const response = await ask("/signed-out", {
      "x-forwarded-host": "elsewhere.test",
      "x-forwarded-proto": "https, http",
    });
    expect(passedOn(response, "x-forwarded-host")).toBe("doors.test");
    expect(passedOn(response, "x-forwarded-proto")).toBe("https");
  });

  it("another host is sent to the one origin; one that was sent before gets a page, or 421", async () => {
    const other = { host: "elsewhere.test" };
    const first = await ask("/members?q=1", other);
    expect(rewrittenTo(first)).toBe(`${ORIGIN}/api/canonical`);
    expect(passedOn(first, "x-lintel-target")).toBe("/members?q=1&moved=1");
    const again = await ask("/members?moved=1", other);
    expect(rewrittenTo(again)).toBe(`${ORIGIN}/check`);
    expect(passedOn(again, "x-lintel-cause")).toBe("wrong_host");
    expect((await ask("/api/auth/session?moved=1", other)).status).toBe(421);
  });
});
