import { DrizzleQueryError } from "drizzle-orm";
import { expect, it, test } from "vitest";
import { EmbeddedPostgresError } from "@/db/embedded/errors";
import { MigrationError } from "@/db/migrate";
import { FenceLostError } from "@/db/queries/fence";
import { ClockRefusal, EngineStuck } from "@/inngest/embedded/contract";
import { UnsupportedDeclaration } from "@/inngest/embedded/declarations";
import { ExpressionError } from "@/inngest/embedded/expression";
import { translate } from "@/inngest/middleware/outside-errors";
import { realClock } from "@/lib/clock";
import { ConfigurationError } from "@/lib/config/env";
import { XmlError } from "@/lib/connectors/avigilon-acm/xml";
import { VendorError } from "@/lib/connectors/errors";
import { createHttp } from "@/lib/connectors/http";
import { createLogger } from "@/lib/logger";
import { NexudusError } from "@/lib/nexudus/errors";
import { createTransport } from "@/lib/nexudus/transport";
import { EncryptionError } from "@/lib/security/encryption";
import { ServiceError } from "@/lib/services/context";
import { openRepository } from "@/scripts/checks/repository";
import { PrivateHostsError } from "./private-hosts";
import { UrlGuardError } from "./url-guard";

const CANARY = "canary-ana@members.test-0420";
const cause = () => Object.assign(new Error(CANARY, { cause: new Error(CANARY) }), { code: CANARY });

/** One of every error class of the product, as full of canaries as its type allows, and more. */
const samples: Readonly<Record<string, Error>> = {
  ClockRefusal: new ClockRefusal(400, CANARY),
  ConfigurationError: new ConfigurationError([CANARY]),
  EmbeddedPostgresError: new EmbeddedPostgresError("port_taken", CANARY, { cause: cause() }),
  EncryptionError: new EncryptionError("malformed", CANARY),
  EngineStuck: new EngineStuck([{ function: CANARY, runId: CANARY, step: CANARY }], CANARY),
  ExpressionError: new ExpressionError(CANARY),
  FenceLostError: new FenceLostError(CANARY, 1),
  MigrationError: new MigrationError(CANARY, { cause: cause() }),
  NexudusError: new NexudusError("refused", { entity: CANARY, property: CANARY }),
  PrivateHostsError: new PrivateHostsError([CANARY]),
  ServiceError: new ServiceError("validation", CANARY, CANARY),
  UnsupportedDeclaration: new UnsupportedDeclaration([{ function: CANARY, option: CANARY, value: CANARY }]),
  UrlGuardError: new UrlGuardError("not_public"),
  VendorError: new VendorError("invalid_request", CANARY, { field: CANARY, vendorCode: CANARY }),
  XmlError: new XmlError(CANARY),
};

function logged(error: unknown): string {
  const lines: string[] = [];
  const log = createLogger({
    level: "debug",
    destination: { write: (line: string) => void lines.push(line) },
  });
  log.child({ error }).error("failed", { error, outcome: "failed", reason: "fixed" });
  log.warn("wrapped", { error: new Error(CANARY, { cause: error }) });
  return lines.join("");
}

it("has a sample of every error class there is", () => {
  // A class added later is thrown through the logger here before it ever is in production.
  const repository = openRepository(process.cwd());
  const classes = repository.paths
    .filter((path) => /^(app|db|inngest|lib)\/.*\.tsx?$/.test(path) && !/testing|\.test\./.test(path))
    .flatMap((path) => [...repository.read(path).matchAll(/class (\w+) extends \w*Error\b/g)])
    .map((match) => match[1] ?? "");
  expect(Object.keys(samples)).toEqual([...new Set(classes)].sort());
});

test.each(Object.entries(samples))("a log line of a %s holds none of what it carries", (name, error) => {
  for (const thrown of [error, Object.assign(error, { cause: cause() })]) {
    const text = logged(thrown);
    expect(text).toContain(name);
    expect(text).not.toContain("canary");
    expect(text).not.toContain("0420");
  }
});

test("a log line of a failed query holds neither the query nor its parameters", () => {
  const text = logged(new DrizzleQueryError(`select ${CANARY}`, [CANARY], cause()));
  expect(text).not.toContain("canary");
});

test("what crosses to the engine of any of these holds no more than its own fixed text, and no cause", () => {
  // The engine may be another company's service, and it is sent the cause as well.
  for (const error of [
    ...Object.values(samples),
    cause(),
    new DrizzleQueryError(CANARY, [CANARY], cause()),
  ]) {
    const told = translate(Object.assign(error, { cause: cause() })) as Error;
    expect(told.cause).toBeUndefined();
    const isOutside = error instanceof VendorError || error instanceof NexudusError;
    if (!isOutside) expect(JSON.stringify([told.message, told.name, { ...told }])).not.toContain("canary");
  }
});

/** Answers as outside systems give them, each quoting what must never be kept. */
const ANSWERS: readonly (() => Response | Promise<Response>)[] = [
  ...[
    400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 500, 502, 503, 504, 302, 307,
  ].flatMap((status) => [
    () =>
      Response.json(
        {
          Message: `${CANARY}: is a required field`,
          Errors: [{ PropertyName: CANARY, Message: CANARY }],
          WasSuccessful: false,
          error: CANARY,
          error_description: CANARY,
          code: CANARY,
        },
        {
          status,
          headers: { "retry-after": CANARY, location: `https://x.test/${encodeURIComponent(CANARY)}` },
        },
      ),
    () => new Response(`<html>${CANARY}</html>`, { status, headers: { "content-type": "text/html" } }),
    () => new Response(CANARY, { status, statusText: "canary" }),
    () => new Response(null, { status }),
  ]),
  () => new Response(CANARY),
  () => new Response("<html>canary</html>", { headers: { "content-type": "text/html" } }),
  () => Response.json({ WasSuccessful: false, Message: CANARY }),
  () => Promise.reject(cause()),
  () => Promise.reject(new DOMException(CANARY, "TimeoutError")),
  () => Promise.reject(new TypeError(`Failed to parse URL from https://${CANARY}`)),
];

test("no failure of a vendor or of Nexudus keeps anything of the answer, the address or the credential", async () => {
  const lines: string[] = [];
  const log = createLogger({
    level: "debug",
    destination: { write: (line: string) => void lines.push(line) },
  });
  let seen = 0;
  for (const answer of ANSWERS) {
    const fetch = async () => answer();
    const vendor = createHttp({
      vendor: "akiles",
      baseUrl: "https://vendor.test",
      fetch,
      clock: realClock,
      log: (entry) => log.info("vendor call", { ...entry }),
      timeoutMs: 5_000,
      headers: { authorization: `Bearer ${CANARY}` },
      codes: { of: (body) => (body as { code?: unknown } | null)?.code, known: ["known"] },
    });
    const nexudus = createTransport({
      baseUrl: "https://nexudus.test",
      credential: { username: CANARY, password: CANARY },
      clock: realClock,
      fetch,
      limiter: { take: () => Promise.resolve(() => undefined), pause: () => undefined },
      timeoutMs: 5_000,
      log: (entry) => log.info("nexudus call", { ...entry }),
    });
    const calls = [
      () => vendor({ operation: "list_members", method: "GET", path: [CANARY], query: { email: CANARY } }),
      () =>
        nexudus({
          method: "POST",
          path: "/x",
          entity: "bookings",
          body: { CANARY },
          query: { q: CANARY },
          priority: "poll",
        }),
    ];
    for (const call of calls) {
      const error = await call().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error === null) continue;
      seen += 1;
      expect(error instanceof VendorError || error instanceof NexudusError).toBe(true);
      log.error("failed", { error });
      const told = translate(error) as Error;
      expect(told.cause).toBeUndefined();
      for (const text of [error as Error, told])
        lines.push(
          JSON.stringify([text.message, text.stack?.split("\n")[0], { ...text }, text.cause ?? null]),
        );
    }
  }
  expect(seen).toBeGreaterThan(150);
  expect(lines.join("\n")).not.toContain("canary");
});
