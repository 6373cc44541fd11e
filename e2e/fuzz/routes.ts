import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { hardJson, junk, lineBytes, percent, piece, query, rarely } from "./junk";
import { callback, hook, inngest, vendorHook } from "./machines";
import { cookies, type Plain, withOddities } from "./oddities";
import type { WireRequest } from "./request";

/** Every address of a build, pages and routes, as it is written: `/[installation]/members/[id]`. */
export function builtRoutes(buildDir: string): readonly string[] {
  const routes = JSON.parse(
    readFileSync(join(buildDir, "app-path-routes-manifest.json"), "utf8"),
  ) as Readonly<Record<string, string>>;
  return [...new Set(Object.values(routes))].sort();
}

const formBody = fc.oneof(
  junk.map((text) => `a=${percent(text)}&__proto__=x&csrfToken=x&callbackUrl=%2F%2Fevil.example`),
  fc.constantFrom(
    "--x\r\nbroken",
    '--x\r\nContent-Disposition: form-data; name="$ACTION_REF_1"\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; name="$ACTION_1:0"\r\n\r\n{"id":"x","bound":"$@1"}\r\n--x--\r\n',
    `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${"4".repeat(42)}"\r\n\r\n\r\n--x--\r\n`,
    '["$F1","$@2",{"__proto__":"$3"}]',
    "x".repeat(2_500_000),
  ),
  hardJson,
);
const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain;charset=UTF-8",
];
const posted = fc
  .tuple(fc.constantFrom(...TYPES), formBody, rarely(fc.constantFrom("4".repeat(42), "x")))
  .map(([type, body, action]) => ({
    method: "POST",
    body,
    headers: [
      ["Content-Type", type],
      ["Origin", "{origin}"],
      ...(action === null ? [] : [["Next-Action", action]]),
    ] as [string, string][],
  }));

/** A page: garbage in its parameters, query and cookies, read or posted to, signed in or not. */
const page = (...path: readonly (string | fc.Arbitrary<string>)[]): Plain =>
  fc
    .tuple(
      fc.tuple(...path.map((part) => (typeof part === "string" ? fc.constant(part) : part))),
      query(
        "page",
        "q",
        "kind",
        "connection",
        "vendor",
        "problem",
        "filter",
        "from",
        "until",
        "callbackUrl",
        "k",
        "code",
        "back",
        "location",
        "reason",
        "_rsc",
      ),
      rarely(cookies),
      rarely(posted, 4),
    )
    .map(([parts, search, cookie, post]) => ({
      ...post,
      target: `${parts.map((part) => `/${part}`).join("") || "/"}${search}`,
      headers: [...(cookie ? [cookie] : []), ...(post?.headers ?? [])],
    }));

const installation = fc.oneof(
  { weight: 4, arbitrary: fc.constant("{installation}") },
  { weight: 1, arbitrary: fc.oneof(piece, fc.constant("00000000-0000-4000-8000-000000000000")) },
);
const idOf = (name: string) => fc.oneof(fc.constant(`{${name}}`), piece);
/** What stands in brackets in an address, as far as it is not junk. */
const PARAMETERS: Readonly<Record<string, string>> = {
  connections: "connection",
  members: "member",
  preview: "preview",
};

/** A console page by its address. Anything new below `/[installation]` gets this one by itself. */
const consolePage = (route: string): Plain => {
  const parts = route.split("/").slice(1);
  return page(
    ...parts.map((part, at) => {
      if (part === "[installation]") return installation;
      return part.startsWith("[") ? idOf(PARAMETERS[parts[at - 1] ?? ""] ?? "member") : part;
    }),
  );
};

/** The genuine, fresh link with exactly one field spoilt; never one that could be followed. */
const spoiltLink: Plain = fc
  .tuple(
    fc.constantFrom("a", "t", "d", "h"),
    fc.oneof(
      fc.constantFrom("drop", "double", "empty", "append", "prepend", "shorten"),
      piece.map((text) => `=${text}`),
    ),
    fc.array(fc.tuple(fc.constantFrom("b", "e", "x", "a%00", "A", "t[]"), piece), { maxLength: 3 }),
    fc.boolean(),
    rarely(cookies, 3),
  )
  .map(([field, how, more, published, cookie]) => {
    const good = (name: string) => (published ? PUBLISHED[name] : `{${name}}`);
    const pairs = ["a", "t", "d", "h"].flatMap((name): string[] => {
      const text = good(name);
      if (name !== field) return [`${name}=${text}`];
      if (how === "drop") return [];
      if (how === "double") return [`${name}=${text}`, `${name}=${text}`];
      if (how === "empty") return [`${name}=`];
      if (how === "append") return [`${name}=${text}0`];
      if (how === "prepend") return [`${name}=0${text}`];
      if (how === "shorten") return [`${name}={${name}:short}`];
      return [`${name}${how}`];
    });
    return {
      target: `/install?${[...pairs, ...more.map(([k, v]) => `${k}=${v}`)].join("&")}`,
      headers: cookie ? [cookie] : [],
    };
  });

/** The vector Nexudus publishes: rightly signed for another application, years ago. */
const PUBLISHED: Readonly<Record<string, string>> = {
  a: "d420667525e0489d91068cbf732fe1dc",
  t: "c90e30fca71a4c37810a292b99d4d4f2",
  d: "634963729314011098",
  h: "f73756ffebd099902db743c7c0e0ae98",
};

const auth: Plain = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        "signin",
        "signin/akiles",
        "signout",
        "session",
        "csrf",
        "providers",
        "error",
        "callback/x",
        "_log",
        "verify-request",
        "a/b/c",
      ),
      piece,
    ),
    query("callbackUrl", "error", "csrf", "json"),
    rarely(
      fc.oneof(
        cookies,
        junk.map(
          (text) =>
            [
              "Cookie",
              `next-auth.callback-url=${lineBytes(text)}; next-auth.csrf-token=${lineBytes(text)}`,
            ] as const,
        ),
      ),
    ),
    rarely(posted),
  )
  // A good session signs itself out here: that is what the address is for.
  .map(([path, search, cookie, post]) => ({
    ...post,
    target: `/api/auth/${path}${search}`,
    headers: [...(cookie ? [cookie] : []), ...(post?.headers ?? [])],
  }));

const simple = (path: string, ...names: string[]): Plain =>
  fc.tuple(query(...names), rarely(cookies, 4)).map(([search, cookie]) => ({
    target: `${path}${search}`,
    headers: cookie ? [cookie] : [],
  }));

/** What is fuzzed outside the console. A public address that is built and not here fails the run by its name. */
const PUBLIC: Readonly<Record<string, Plain>> = {
  "/": page(),
  "/_not-found": simple("/_not-found"),
  "/_global-error": simple("/_global-error"),
  "/api/auth/[...nextauth]": auth,
  "/api/canonical": simple("/api/canonical"),
  "/api/demo": simple("/api/demo"),
  "/api/health": simple("/api/health"),
  "/api/inngest": inngest,
  "/api/nexudus/webhooks/[secret]/[business]/[action]": hook,
  "/api/vendors/[vendor]/oauth/callback": callback,
  "/api/vendors/[vendor]/webhooks/[connectionId]": vendorHook,
  "/check": page("check"),
  "/icon.svg": simple("/icon.svg"),
  "/install": spoiltLink,
  "/install/confirm": page("install", "confirm"),
  "/install/problem": page("install", "problem"),
  "/signed-out": page("signed-out"),
};

/** Answered by the proxy, so no file of the build stands for it. */
const WITHOUT_FILE = ["/install"];
/** Addresses that lead nowhere. */
const nowhere: Plain = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 4 }), query())
  .map(([parts, search]) => ({ target: `/${parts.join("/")}${search}`, headers: [] }));

/**
 * One generator per address of the build, and one for addresses that lead nowhere.
 * Errors: names every public address nobody has written a generator for, and every generator without an address.
 */
export function requestsFor(routes: readonly string[]): ReadonlyMap<string, fc.Arbitrary<WireRequest>> {
  const isConsole = (route: string) => route.startsWith("/[installation]");
  const missing = routes.filter((route) => !isConsole(route) && !PUBLIC[route]);
  if (missing.length > 0) throw new Error(`no generator for ${missing.join(", ")}`);
  const stale = Object.keys(PUBLIC).filter(
    (route) => !routes.includes(route) && !WITHOUT_FILE.includes(route),
  );
  if (stale.length > 0) throw new Error(`generators without an address: ${stale.join(", ")}`);
  return new Map(
    [...new Set([...routes, ...WITHOUT_FILE]), "nowhere"].map((route) => [
      route,
      withOddities(PUBLIC[route] ?? (isConsole(route) ? consolePage(route) : nowhere)),
    ]),
  );
}
