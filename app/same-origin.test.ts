import { describe, expect, it } from "vitest";
import { isForeign } from "./same-origin";

const ORIGIN = "https://doors.example";
const CONSOLE = "/7efbd73f-aea3-4a1c-908b-f74b5ee387f6/settings/account";
const asked = (method: string, path: string, headers: Record<string, string>) =>
  isForeign({ method, path, headers: new Headers(headers) }, ORIGIN);
const ours = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

describe("whose will a request is", () => {
  it("lets our own pages write, also from browsers that send no Sec-Fetch-Site", () => {
    expect(asked("POST", CONSOLE, ours)).toBe(false);
    expect(asked("POST", CONSOLE, { origin: ORIGIN })).toBe(false);
  });

  // Each of these is a page elsewhere that would pause doors or sign people out with the admin's own cookies.
  it.each([
    ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["another site in an old browser", { origin: "https://evil.example" }],
    ["another port of this host", { origin: `${ORIGIN}:8443`, "sec-fetch-site": "same-site" }],
    ["the same host without TLS", { origin: "http://doors.example", "sec-fetch-site": "cross-site" }],
    ["a longer host that begins like ours", { origin: `${ORIGIN}.evil.example` }],
    ["a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["nobody named", {}],
    ["our origin claimed across sites", { origin: ORIGIN, "sec-fetch-site": "cross-site" }],
    ["our origin claimed from a sibling", { origin: ORIGIN, "sec-fetch-site": "same-site" }],
    ["our origin claimed from nowhere", { origin: ORIGIN, "sec-fetch-site": "none" }],
  ])("refuses a write from %s", (_, headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      for (const path of [CONSOLE, "/install/confirm", "/api/auth/signout"])
        expect(asked(method, path, headers), `${method} ${path}`).toBe(true);
  });

  it("lets links from elsewhere open pages, but start no download", () => {
    const elsewhere = { "sec-fetch-site": "cross-site" };
    expect(asked("GET", CONSOLE, elsewhere)).toBe(false);
    expect(asked("GET", "/install", elsewhere)).toBe(false);
    expect(asked("GET", `${CONSOLE}/csv`, elsewhere)).toBe(true);
    expect(asked("GET", `${CONSOLE}/csv`, { "sec-fetch-site": "same-origin" })).toBe(false);
    expect(asked("GET", `${CONSOLE}/csv`, { "sec-fetch-site": "none" })).toBe(false);
  });

  it("lets a vendor send its answer with a form, and nothing beside it", () => {
    const vendor = { origin: "https://vendor.example", "sec-fetch-site": "cross-site" };
    expect(asked("POST", "/api/vendors/brivo/oauth/callback", vendor)).toBe(false);
    expect(asked("POST", "/api/vendorsx", vendor)).toBe(true);
  });
});
