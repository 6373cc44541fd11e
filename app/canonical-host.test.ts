import { describe, expect, it } from "vitest";
import { canonicalLocation, moveFor, seenFrom } from "./canonical-host";

const origin = "http://127.0.0.1:3000";
const secure = new URL("https://doors.test");
const asked = { path: "/welcome", search: "" };

describe("the way back to the one origin", () => {
  it("keeps path and query", () => {
    expect(canonicalLocation("/members/7?q=a%20b", origin)).toBe(`${origin}/members/7?q=a%20b`);
  });

  it.each([
    "//elsewhere.test/x",
    "/\\elsewhere.test",
    "https://elsewhere.test/",
    "\\\\elsewhere.test",
    null,
    "",
  ])("never leaves the origin for %s", (target) => {
    expect(new URL(canonicalLocation(target, origin)).origin).toBe(origin);
  });
});

/** What the product answers to a browser behind this server in front, hop by hop. */
function follow(front: (hop: { url: URL }) => Record<string, string>, start: string, canonical = secure) {
  let url = new URL(start);
  for (let hops = 0; hops < 10; hops += 1) {
    const seen = seenFrom(new Headers(front({ url })), canonical);
    const move = moveFor(seen, canonical, { path: url.pathname, search: url.search });
    if (move.kind !== "move") return { hops, kind: move.kind, url: url.toString() };
    url = new URL(canonicalLocation(move.target, canonical.origin));
  }
  return { hops: Number.POSITIVE_INFINITY, kind: "loop", url: url.toString() };
}

describe("one canonical origin", () => {
  it("sends http to https once when the server in front tells the scheme", () => {
    const honest = ({ url }: { url: URL }) => ({
      host: url.host,
      "x-forwarded-proto": url.protocol.slice(0, -1),
    });
    expect(follow(honest, "http://doors.test/members?q=a")).toEqual({
      hops: 1,
      kind: "stay",
      url: "https://doors.test/members?q=a&moved=1",
    });
    expect(follow(honest, "https://doors.test/members")).toMatchObject({ hops: 0, kind: "stay" });
  });

  it("never loops behind a server that calls every request http", () => {
    const wrong = ({ url }: { url: URL }) => ({ host: url.host, "x-forwarded-proto": "http" });
    expect(follow(wrong, "https://doors.test/x")).toMatchObject({ hops: 1, kind: "stay" });
  });

  it("believes the browser that it came over https, whatever the server in front calls it", () => {
    const wrong = ({ url }: { url: URL }) => ({
      host: url.host,
      "x-forwarded-proto": "http",
      "sec-fetch-dest": "document",
    });
    expect(follow(wrong, "https://doors.test/x")).toMatchObject({ hops: 0, kind: "stay" });
  });

  it("takes fetch data for no proof of https on this very machine", () => {
    const local = new URL("https://127.0.0.1:3000");
    const headers = new Headers({ host: "127.0.0.1:3000", "sec-fetch-dest": "document" });
    expect(seenFrom(headers, local).scheme).toBe("http");
  });

  it("stops, and says so, behind a server that never passes the host on", () => {
    const deaf = () => ({ host: "127.0.0.1:3000", "x-forwarded-proto": "https" });
    expect(follow(deaf, "https://doors.test/x")).toMatchObject({ hops: 1, kind: "stuck" });
  });

  it("takes the default port in Host for the same host", () => {
    const chatty = ({ url }: { url: URL }) => ({ host: `${url.hostname}:443`, "x-forwarded-proto": "https" });
    expect(follow(chatty, "https://doors.test/x")).toMatchObject({ hops: 0, kind: "stay" });
  });

  it("moves another host at once, with one mark, over whatever scheme it came", () => {
    const honest = ({ url }: { url: URL }) => ({
      host: url.host,
      "x-forwarded-proto": url.protocol.slice(0, -1),
    });
    for (const scheme of ["http", "https"])
      expect(follow(honest, `${scheme}://www.doors.test/x`)).toEqual({
        hops: 1,
        kind: "stay",
        url: "https://doors.test/x?moved=1",
      });
  });

  it.each(["", "doors.test/evil", "user@doors.test", "doors.test?", "doors.test, evil.test", "evil.test"])(
    "does not take %j for its own host",
    (host) => {
      const seen = seenFrom(new Headers({ host, "x-forwarded-proto": "https" }), secure);
      expect(moveFor(seen, secure, asked).kind).toBe("move");
    },
  );

  it("lets nobody choose the host by a forwarded one", () => {
    const seen = seenFrom(
      new Headers({ host: "evil.test", "x-forwarded-host": "doors.test", "x-forwarded-proto": "https" }),
      secure,
    );
    expect(moveFor(seen, secure, asked).kind).toBe("move");
  });
});
