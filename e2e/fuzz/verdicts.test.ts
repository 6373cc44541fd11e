import { describe, expect, it } from "vitest";
import { objectionTo } from "./invariants";
import { describeRequest, toBytes, type WireRequest } from "./request";
import { requestsFor } from "./routes";
import type { WireAnswer } from "./send";

const plain: WireRequest = {
  method: "GET",
  target: "/install?t={t}",
  headers: [["Cookie", "a={session}"]],
  body: "",
  framing: "length",
  cutAt: null,
};
const fine: WireAnswer = { status: 200, headers: "HTTP/1.1 200 OK", body: "hello", isHung: false };
const objection = (answer: Partial<WireAnswer>, request: Partial<WireRequest> = {}) =>
  objectionTo(
    { ...plain, ...request },
    { ...fine, ...answer },
    { origin: "http://127.0.0.1:3000", secrets: ["s3cret-key"] },
  );
const location = (to: string) => ({ headers: `HTTP/1.1 307 X\r\nLocation: ${to}` });
const signsIn = {
  headers: `HTTP/1.1 200 OK\r\nSet-Cookie: next-auth.session-token=${"e".repeat(40)}; Path=/`,
};

describe("what is wrong with an answer", () => {
  it("is nothing for pages, refusals and ways within the app", () => {
    for (const answer of [{}, { status: 404 }, { status: 429 }, location("/signed-out"), location("?x=1")])
      expect(objection(answer)).toBeNull();
  });

  it("is nothing for silence after a body that is refused unread", () => {
    expect(objection({ status: null }, { method: "POST", body: "x".repeat(1_100_000) })).toBeNull();
  });

  it.each([
    ["a 5xx", { status: 500 }, "answered 500"],
    ["the designed 503, while nothing is down", { status: 503 }, "answered 503"],
    ["silence", { status: null }, "closed without an answer"],
    ["no end", { isHung: true }, "no end of the answer"],
    [
      "a stack trace",
      { body: "Error: x\n    at handler (.next/server/chunks/1.js:1:2)" },
      "tells of its inside",
    ],
    ["a secret in the body", { body: "<s3cret-key>" }, "tells a secret"],
    ["a secret in a header", { headers: "HTTP/1.1 200 OK\r\nX-A: s3cret-key" }, "tells a secret"],
    ["a way to another site", location("https://evil.example/"), "leads to another site"],
    ["a way to another site without a scheme", location("//evil.example/"), "leads to another site"],
    ["another port", location("http://127.0.0.1:3001/"), "leads to another site"],
  ] as const)("is found in %s", (_name, answer, words) => {
    expect(objection(answer)).toBe(words);
  });

  it("is found in a session for somebody who had none", () => {
    expect(objection(signsIn, { headers: [] })).toBe("signs somebody in");
    expect(objection(signsIn)).toBeNull();
  });

  it("is not silence after a request that broke off", () => {
    expect(objection({ status: null, isHung: true }, { cutAt: 0.5 })).toBeNull();
  });
});

describe("a request", () => {
  it("is sent with the site's values and printed without them", () => {
    const fill = (text: string) => text.replace("{t}", "t0ken").replace("{session}", "s3ssion");
    const bytes = toBytes(plain, "127.0.0.1:3000", fill).toString("latin1");
    expect(bytes).toBe(
      "GET /install?t=t0ken HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nConnection: close\r\nCookie: a=s3ssion\r\n\r\n",
    );
    expect(describeRequest(plain)).not.toMatch(/t0ken|s3ssion/);
    expect(describeRequest(plain)).toContain("/install?t={t}");
  });

  it("is announced as its framing says, and cut where it says", () => {
    const of = (change: Partial<WireRequest>) =>
      toBytes(
        { ...plain, method: "POST", headers: [], body: "abc", ...change },
        "h",
        (text) => text,
      ).toString();
    expect(of({ framing: "length" })).toMatch(/Content-Length: 3\r\n\r\nabc$/);
    expect(of({ framing: "chunked" })).toMatch(/Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);
    expect(of({ framing: "both" })).toMatch(/Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n/);
    expect(of({ framing: "wrong-length" })).toMatch(/Content-Length: 10\r\n\r\nabc$/);
    expect(of({ framing: "length", cutAt: 0.5 }).length).toBe(
      Math.ceil(of({ framing: "length" }).length / 2),
    );
  });
});

describe("the generators", () => {
  it("refuse a public address that nobody has written one for, by its name", () => {
    expect(() => requestsFor(["/", "/brand-new"])).toThrow("no generator for /brand-new");
  });

  it("refuse to keep one for an address that is gone, by its name", () => {
    expect(() => requestsFor(["/"])).toThrow(/generators without an address: .*\/signed-out/);
  });
});
