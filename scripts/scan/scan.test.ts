import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Canary } from "./canaries";
import { finder } from "./find";
import { recordTo } from "./recorder";
import { reportOf, scan } from "./scan";

const TOKEN: Canary = { kind: "secret", name: "a token", value: "sk+live/0042 ö'<b>\"x" };
const KEY: Canary = { kind: "secret", name: "a key", value: Buffer.alloc(32, 251).toString("base64") };
const ANA: Canary = { kind: "personal", name: "Email of 1", value: "Ana.Pereira@members.test" };
const canaries = [TOKEN, KEY, ANA];
const bytes = (text: string) => Buffer.from(text, "utf8");

describe("finder", () => {
  const find = finder(canaries);
  const { value } = TOKEN;

  it.each<[string, string]>([
    ["as it is", value],
    ["in another case", ANA.value.toUpperCase()],
    ["url-encoded", `/x?t=${encodeURIComponent(value)}&b=1`],
    ["form-encoded", `t=${new URLSearchParams({ t: value }).toString().slice(2)}`],
    ["in JSON", JSON.stringify({ a: [value] })],
    ["in JSON in JSON", JSON.stringify({ body: JSON.stringify({ a: value }) })],
    ["in HTML", "<p>sk+live/0042 ö&#x27;&lt;b&gt;&quot;x</p>"],
    ["in hex", bytes(value).toString("hex").toUpperCase()],
    ["a key in hex", Buffer.alloc(32, 251).toString("hex")],
    ["a key in the other alphabet", Buffer.alloc(32, 251).toString("base64url")],
    ...[0, 1, 2, 3, 4].flatMap((before): [string, string][] => [
      [`in base64 after ${before} bytes`, bytes(`${"u".repeat(before)}${value}:rest`).toString("base64")],
      [`in base64url after ${before} bytes`, bytes(`${"u".repeat(before)}${value}`).toString("base64url")],
    ]),
  ])("meets a value planted %s", (_how, planted) => {
    // A scan that does not see what it looks for says "0 findings" for ever.
    expect(find(`before ${planted} after`).length).toBeGreaterThan(0);
  });

  it("meets nothing where nothing was planted", () => {
    expect(find(`sealed v1.k1.${bytes("something else").toString("base64url")} members.test ana`)).toEqual(
      [],
    );
  });
});

describe("scan", () => {
  const marked = { place: "database members.email", text: ANA.value.toLowerCase() };

  it("allows somebody's address in a column marked for it, and nowhere else", () => {
    const elsewhere = [
      "database audit_log.details",
      "database members.full_name_x",
      "log app",
      "browser history",
    ];
    const result = scan([marked, ...elsewhere.map((place) => ({ place, text: ANA.value }))], canaries);
    expect(result.allowed).toBe(1);
    expect(result.findings.map(({ place }) => place)).toEqual(elsewhere);
  });

  it("allows a secret in no column, not even in one for secrets", () => {
    const places = ["database installations.token_sealed", "database members.email"];
    const result = scan(
      places.map((place) => ({ place, text: TOKEN.value })),
      canaries,
    );
    expect(result.findings.map(({ place }) => place)).toEqual(places);
  });

  it("reports places and spellings, never a value, and ends with the number", () => {
    const { lines, count } = reportOf(scan([marked, { place: "log app", text: TOKEN.value }], canaries));
    expect(count).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe(`${count} findings`);
    expect(lines.join("\n")).toContain("FOUND  log app: a token (plain)");
    expect(lines.join("\n").toLowerCase()).not.toContain(TOKEN.value.toLowerCase());
    expect(reportOf(scan([marked], canaries))).toMatchObject({ count: 0 });
  });

  it("does not pass when it met nobody anywhere: then it looked at nothing", () => {
    const { lines, count } = reportOf(scan([{ place: "database members.email", text: "" }], canaries));
    expect(count).toBe(1);
    expect(lines[0]).toContain("blind");
  });
});

describe("recordTo", () => {
  it("passes on what it takes down, in both directions", async () => {
    const dir = mkdtempSync(join(tmpdir(), "lintel-record-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const server = createServer((request, response) => {
      response.setHeader("x-seen", `${request.method} ${request.url} ${request.headers["x-signature"]}`);
      request.pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const file = join(dir, "exchange.txt");
    const recorder = await recordTo(file, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const answer = await fetch(`${recorder.url}/e/key?x=1`, {
      method: "POST",
      headers: { "x-signature": "s1" },
      body: '{"event":1}',
    });
    expect(answer.headers.get("x-seen")).toBe("POST /e/key?x=1 s1");
    expect(await answer.text()).toBe('{"event":1}');
    await recorder.close();
    expect(readFileSync(file, "utf8").split("\n").filter(Boolean)).toEqual(['{"event":1}', '{"event":1}']);
  });
});
