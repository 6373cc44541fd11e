import { describe, expect, it } from "vitest";
import { isRouterState, refusalOf } from "./request-gate";

const get = (url: string) => refusalOf({ method: "GET", url });

describe("refusalOf", () => {
  it.each([
    "/",
    "/install?a=%",
    "/a%2fb",
    "/%F0%9F%98%80",
    "//evil.example",
    "/%2f%2fevil.example",
    "/_next/static/x",
  ])("lets %s pass", (url) => expect(get(url)).toBeNull());

  it.each([
    "/%",
    "/%zz",
    "/%c0%ae",
    "/a/%E0%A4%A/b",
    "/%00",
    "/members/%0a",
    "*",
    "",
    "http://evil.example/",
    "evil",
  ])("refuses the target %j", (url) => expect(get(url)).toBe(400));

  it("refuses methods Next does not know, and its page for its own failures", () => {
    expect(refusalOf({ method: "TRACE", url: "/" })).toBe(405);
    expect(refusalOf({ method: "PROPFIND", url: "/" })).toBe(405);
    for (const url of [
      "/_global-error",
      "//_global-error",
      "/%5Fglobal-error?x",
      "/_global-error.rsc",
      "/./_global-error",
      "/a/..\\_global-error",
    ])
      expect(get(url), url).toBe(404);
  });
});

describe("isRouterState", () => {
  const of = (state: unknown) => isRouterState(encodeURIComponent(JSON.stringify(state)));

  it("knows what the router of a page sends", () => {
    const page = ["__PAGE__", {}, null, "refetch"];
    expect(
      of(["", { children: [["installation", "x", "d", null], { children: page }, null, null, 4] }]),
    ).toBe(true);
    expect(of(["", {}, ["/a", ""], null, 16, "id"])).toBe(true);
  });

  it.each([
    null,
    {},
    [],
    [""],
    ["", []],
    ["", { children: "x" }],
    [1, {}],
    ["", {}, 1],
    ["", {}, null, "other"],
  ])("knows %j as none", (state) => expect(of(state)).toBe(false));

  it("takes what cannot be decoded, parsed or ended for none", () => {
    for (const header of ["", "%", "%5B", "garbage", "[".repeat(3_000)])
      expect(isRouterState(header)).toBe(false);
    let deep: unknown = ["", {}];
    for (let n = 0; n < 200; n += 1) deep = ["", { children: deep }];
    expect(of(deep)).toBe(false);
  });
});
