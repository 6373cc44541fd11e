import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { FetchLike } from "../contract";

/**
 * One pinned exchange. `documented` and `synthetic` prove our reading of the vendor, only `recorded` proves
 * the vendor.
 */
const fixtureSchema = z.strictObject({
  provenance: z.strictObject({
    kind: z.enum(["recorded", "documented", "synthetic"]),
    date: z.iso.date(),
    source: z.string().min(1),
  }),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    query: z.record(z.string(), z.string()).default({}),
    /** JSON, or the fields of a form. */
    body: z.unknown().optional(),
  }),
  response: z.strictObject({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown(),
  }),
});
export type Fixture = z.output<typeof fixtureSchema>;

/** All fixtures below a folder, by `<operation>/<case>`, with their raw text. */
export function readFixtures(
  folder: string,
): ReadonlyMap<string, { readonly fixture: Fixture; readonly text: string }> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
  return new Map(
    files.sort().map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [name.replace(/\.json$/, ""), { fixture: fixtureSchema.parse(JSON.parse(text)), text }];
    }),
  );
}

/** Answers the given exchanges in their order. A call that is not the next one fails the test. */
export function replay(fixtures: readonly Fixture[]): FetchLike & { readonly left: () => number } {
  const left = [...fixtures];
  const fetch: FetchLike = async (address, init) => {
    const next = left.shift();
    const url = new URL(address);
    const asked = {
      method: init.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: bodyOf(init),
    };
    const { method, path, query, body } = next?.request ?? {};
    if (!next || JSON.stringify(sorted(asked)) !== JSON.stringify(sorted({ method, path, query, body }))) {
      throw new FixtureMissing(`no fixture for ${JSON.stringify(asked)}`);
    }
    const { body: told, status, headers } = next.response;
    // XML and pages are pinned as text, JSON as it is read.
    const isText = typeof told === "string" && headers["content-type"] !== undefined;
    const answer = told === null ? null : isText ? told : JSON.stringify(told);
    return new Response(answer, { status, headers });
  };
  return Object.assign(fetch, { left: () => left.length });
}

class FixtureMissing extends Error {}

function bodyOf(init: RequestInit): unknown {
  if (typeof init.body !== "string") return undefined;
  const isForm = new Headers(init.headers).get("content-type")?.includes("form") === true;
  return isForm ? fieldsOf(new URLSearchParams(init.body)) : JSON.parse(init.body);
}

/** A field that comes several times is a list. */
const fieldsOf = (form: URLSearchParams) =>
  Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** What looks like a real address, token or card number in a fixture's text; placeholders are spelled out. */
export function unscrubbed(text: string): readonly string[] {
  const addresses = text.match(/[\w.+-]+@[\w-]+\.[\w.]+/g) ?? [];
  // Long runs of letters and digits mixed, as in tokens; ids of fixtures are words.
  const tokens = text.match(/\b(?=[A-Za-z_]*\d)(?=[\d_]*[A-Za-z])\w{20,}\b/g) ?? [];
  const numbers = text.match(/"\d{6,}"|"[0-9A-F]{8,20}"/g) ?? [];
  const known = ["0000000"];
  return [
    ...addresses.filter((address) => !/@example\.(test|com|org)$/.test(address)),
    ...tokens,
    ...numbers.filter((number) => !known.some((zeros) => number.includes(zeros))),
  ];
}

/** A vendor's fixtures by name, to be replayed in the order given; `used` holds the names that were. */
export function openFixtures(folder: string) {
  const fixtures = readFixtures(folder);
  const used = new Set<string>();
  const replaying = (...names: readonly string[]) =>
    replay(
      names.map((name) => {
        used.add(name);
        const found = fixtures.get(name);
        if (!found) throw new Error(`no fixture ${name}`);
        return found.fixture;
      }),
    );
  return { fixtures, used, replaying };
}
