import fc from "fast-check";
import { hardJson, junk, lineBytes, piece, query, rarely } from "./junk";
import type { Plain } from "./oddities";

const records = fc
  .array(
    fc.record({
      Id: fc.oneof(
        fc.integer({ min: -1, max: 5 }),
        fc.constantFrom("1", "9".repeat(19), "\u0000", null, {}, 1e21),
      ),
      CoworkerId: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom(null, [], "x", "9".repeat(19))),
      CoworkerIds: junk,
      UpdatedOn: fc.oneof(junk, fc.constant("2026-05-12T08:00:00Z")),
      TeamMembers: fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 5 }),
    }),
    { maxLength: 20 },
  )
  .map((rows) => Buffer.from(JSON.stringify(rows), "utf8").toString("latin1"));

/** A Nexudus webhook: right or wrong address, right or wrong signature, any body. */
export const hook: Plain = fc
  .record({
    secret: fc.oneof(
      { weight: 3, arbitrary: fc.constant("{hook}") },
      { weight: 1, arbitrary: fc.oneof(piece, fc.constant("A".repeat(22))) },
    ),
    business: fc.oneof({ weight: 3, arbitrary: fc.constant("{business}") }, { weight: 1, arbitrary: piece }),
    action: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("2", "6", "7", "8", "61") },
      { weight: 1, arbitrary: piece },
    ),
    signature: fc.oneof(
      fc.constantFrom("{signature}", "{signature}", "AB".repeat(32), "{signature}, {signature}"),
      junk.map(lineBytes),
    ),
    body: fc.oneof(records, hardJson, fc.constant("x".repeat(1_100_000))),
    search: query("x"),
  })
  .map(({ secret, business, action, signature, body, search }) => ({
    method: "POST",
    target: `/api/nexudus/webhooks/${secret}/${business}/${action}${search}`,
    headers: [
      ["Content-Type", "application/json"],
      ["X-Nexudus-Hook-Signature", signature],
    ],
    body,
  }));

/** A call of the durable functions without the key. */
export const inngest: Plain = fc
  .tuple(
    fc.constantFrom("GET", "POST", "PUT"),
    query("fnId", "stepId", "probe"),
    rarely(
      fc.oneof(
        junk.map(lineBytes),
        fc.constantFrom(`t=1&s=${"0".repeat(64)}`, `t=${"9".repeat(12)}&s=${"a".repeat(64)}`, "t=&s="),
      ),
    ),
    hardJson,
  )
  .map(([method, search, signature, body]) => ({
    method,
    target: `/api/inngest${search}`,
    headers: [
      ["Content-Type", "application/json"],
      ...(signature === null ? [] : [["X-Inngest-Signature", signature] as [string, string]]),
    ],
    body: method === "GET" ? "" : body,
  }));

/** A vendor's answer to a sign-in that nobody began. */
export const callback: Plain = fc
  .tuple(
    fc.oneof(fc.constant("akiles"), piece),
    query("state", "code", "error", "error_description"),
    rarely(junk.map(lineBytes)),
    rarely(fc.constant("next-auth.session-token={session}")),
  )
  .map(([vendor, search, token, signedIn]) => ({
    target: `/api/vendors/${vendor}/oauth/callback${search}`,
    headers: [
      [
        "Cookie",
        [token === null ? null : `lintel-oauth=${token}`, signedIn].filter((c) => c !== null).join("; "),
      ],
    ],
  }));

/** A vendor's word about a door, without the secret of its address. */
export const vendorHook: Plain = fc
  .tuple(
    fc.oneof(fc.constantFrom("akiles", "doorflow"), piece),
    fc.oneof({ weight: 3, arbitrary: fc.constant("{connection}") }, { weight: 1, arbitrary: piece }),
    query("key", "x"),
    fc.oneof(hardJson, fc.constant("x".repeat(1_100_000))),
  )
  .map(([vendor, connection, search, body]) => ({
    method: "POST",
    target: `/api/vendors/${vendor}/webhooks/${connection}${search}`,
    headers: [["Content-Type", "application/json"]],
    body,
  }));
