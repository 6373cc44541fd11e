import fc from "fast-check";
import { junk, lineBytes, rarely } from "./junk";
import type { WireRequest } from "./request";

type Header = readonly [string, string];
/** A request made for one address; what is left out is chosen at random. */
export type Plain = fc.Arbitrary<Partial<WireRequest> & { readonly target: string }>;

const value = junk.map(lineBytes);
const session = fc.constantFrom(
  "next-auth.session-token={session}",
  "__Secure-next-auth.session-token={session}",
);

/** A cookie header: the good session, a broken one, many, or one that is too long for any server. */
export const cookies: fc.Arbitrary<Header> = fc
  .oneof(
    { weight: 4, arbitrary: session },
    { weight: 2, arbitrary: value.map((text) => `next-auth.session-token=${text}`) },
    { weight: 1, arbitrary: value },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        Array.from({ length: 500 }, (_, at) => `c${at}=v`).join("; "),
        `a=${"x".repeat(20_000)}`,
        "next-auth.session-token.0=eyJ; next-auth.session-token.1=x",
        "=; ;;;=;a; __proto__=x; constructor=y",
      ),
    },
  )
  .map((text) => ["Cookie", text] as const);

const FORGED: readonly (readonly [string, readonly string[]])[] = [
  ["Host", ["evil.example", "127.0.0.1", "a b", "evil.example:99999", "", "x".repeat(3_000)]],
  ["X-Forwarded-Host", ["evil.example", "evil.example, 127.0.0.1", ""]],
  ["X-Forwarded-Proto", ["https", "javascript", "http, https", ""]],
  ["X-Forwarded-Port", ["443", "evil"]],
  ["Forwarded", ["host=evil.example;proto=https"]],
  ["X-Original-Url", ["/api/inngest"]],
  ["X-Lintel-Target", ["//evil.example"]],
  ["X-Middleware-Subrequest", ["proxy:proxy:proxy:proxy:proxy", "src/proxy"]],
  ["X-Middleware-Rewrite", ["http://evil.example/"]],
  ["X-Nextjs-Data", ["1"]],
  ["X-Matched-Path", ["/api/health"]],
  ["X-Invoke-Path", ["/_error"]],
  ["X-Invoke-Status", ["500"]],
  ["X-Now-Route-Matches", ["1"]],
  ["RSC", ["1", "2"]],
  ["Next-Router-Prefetch", ["1", "2", "x"]],
  ["Next-Router-Segment-Prefetch", ["/_tree", "/../../x", "%zz"]],
  ["Next-Router-State-Tree", ["garbage", "%5B", "%5B%22%22%2C%7B%7D%5D", "null", "[".repeat(2_000)]],
  ["Next-Url", ["/%zz", "//evil.example", "/x"]],
  ["Next-Action", ["x", "4".repeat(42), "__proto__", ""]],
  ["Origin", ["https://evil.example", "null", "garbage", ""]],
  ["Sec-Fetch-Site", ["cross-site", "same-origin"]],
  ["Sec-Fetch-Dest", ["iframe", "document"]],
  [
    "Content-Type",
    [
      "application/json",
      "text/plain",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "x/y;;;",
      "",
    ],
  ],
  ["Content-Encoding", ["gzip", "br"]],
  ["Accept", ["application/json", "*/*;q=zz", "text/x-component"]],
  ["Accept-Encoding", ["gzip", "x".repeat(2_000)]],
  ["Range", ["bytes=0-1", "bytes=5-1"]],
  ["If-None-Match", ["*"]],
  ["Expect", ["100-continue", "x"]],
  ["Upgrade", ["websocket", "h2c"]],
  ["Transfer-Encoding", ["identity", "chunked, chunked", "x"]],
  ["Content-Length", ["-1", "1", "99999999999999999999"]],
  ["Authorization", ["Basic %%%", "Bearer {session}"]],
];

const forged: fc.Arbitrary<Header> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...FORGED)
      .chain(([name, values]) => fc.constantFrom(...values).map((text) => [name, text] as const)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...FORGED).chain(([name]) => value.map((text) => [name, text] as const)),
  },
);

/**
 * Which client it comes from: another each time, so that limits per client do not hide what is behind them. What
 * stands before the last entry is the client's own invention.
 */
const client: fc.Arbitrary<Header> = fc
  .tuple(rarely(value, 5), fc.integer({ min: 1, max: 254 }), fc.integer({ min: 1, max: 65_000 }))
  .map(([lie, a, b]) => {
    const address = `10.${a}.${b >> 8}.${b & 255}`;
    return ["X-Forwarded-For", lie === null ? address : `${lie.slice(0, 500)}, ${address}`] as const;
  });

const METHODS = [
  "GET",
  "GET",
  "GET",
  "POST",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "get",
  "X",
];

/** Puts oddities that fit any address around a request made for one. */
export function withOddities(plain: Plain): fc.Arbitrary<WireRequest> {
  return fc
    .record({
      plain,
      client,
      extra: fc.oneof(
        { weight: 3, arbitrary: fc.constant<readonly Header[]>([]) },
        { weight: 2, arbitrary: fc.array(forged, { maxLength: 3 }) },
      ),
      method: rarely(fc.constantFrom(...METHODS), 6),
      framing: fc.oneof(
        { weight: 12, arbitrary: fc.constant("length" as const) },
        { weight: 2, arbitrary: fc.constant("chunked" as const) },
        { weight: 1, arbitrary: fc.constantFrom("both" as const, "wrong-length" as const, "none" as const) },
      ),
      prefix: fc.oneof(
        { weight: 30, arbitrary: fc.constant("") },
        {
          weight: 1,
          arbitrary: fc.constantFrom("/", "//", "http://evil.example", "/%2e%2e", "\\", "/.", "*"),
        },
      ),
      cutAt: rarely(fc.double({ min: 0.05, max: 0.95, noNaN: true }), 40),
    })
    .map(({ plain: request, client: from, extra, method, framing, prefix, cutAt }) => ({
      method: method ?? request.method ?? "GET",
      target: `${prefix}${request.target}`,
      headers: [from, ...(request.headers ?? []), ...extra],
      body: request.body ?? "",
      framing: request.framing ?? framing,
      cutAt,
    }));
}
