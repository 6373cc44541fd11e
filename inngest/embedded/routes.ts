import { Hono } from "hono";
import { z } from "zod";
import { type AdvanceRequest, ClockRefusal, EngineStuck } from "./contract";
import { UnsupportedDeclaration } from "./declarations";
import type { EngineCore } from "./engine";
import { EVENT_BODY_MAX_BYTES } from "./event-intake";
import { dashboard } from "./page";
import type { Run } from "./run";
import { hashedSigningKey, sameSecret } from "./signature";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

const advanceBody = z
  .strictObject({
    byMs: z.coerce.number().int().nonnegative().optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    cronGapMs: z.coerce.number().int().min(60_000).optional(),
  })
  .refine((body) => (body.byMs === undefined) !== (body.to === undefined), "give either byMs or to");

/** The engine's HTTP face. Answers loopback hosts only, and no page of another origin may post to it. */
export function engineRoutes(engine: EngineCore): Hono {
  const app = new Hono();

  app.use(async (c, next) => {
    const named = `http://${c.req.header("host") ?? ""}`;
    const host = URL.canParse(named) ? new URL(named) : null;
    if (!host || !LOOPBACK.has(host.hostname)) return c.text("This engine answers on loopback only\n", 421);
    const origin = c.req.header("origin");
    const allowed = [`http://${host.host}`, ...(engine.options.allowedOrigins ?? [])];
    if (
      c.req.method !== "GET" &&
      c.req.method !== "HEAD" &&
      origin !== undefined &&
      !allowed.includes(origin)
    ) {
      return c.text("Requests from other origins are refused\n", 403);
    }
    await next();
    c.header("x-inngest-server-kind", engine.options.signingKey === null ? "dev" : "cloud");
  });

  app.post("/e/:key", async (c) => {
    if (!sameSecret(c.req.param("key"), engine.options.eventKey)) {
      return c.json({ status: 401, message: "", error: "Event key not found" }, 401);
    }
    const declared = Number(c.req.header("content-length") ?? 0);
    const tooLarge = declared > EVENT_BODY_MAX_BYTES;
    if (tooLarge) {
      const error = `Event is over the max size: Max ${EVENT_BODY_MAX_BYTES} bytes / Size ${declared} bytes`;
      return c.json({ ids: [""], status: 400, error }, 400);
    }
    const { ids, error } = engine.receive(await c.req.text());
    return error === null ? c.json({ ids, status: 200 }) : c.json({ ids, status: 400, error }, 400);
  });
  app.all("/e/", (c) => c.redirect("/", 303));
  app.all("/e/:key", (c) => c.body(null, 405, { allow: "POST" }));

  app.get("/health", (c) => {
    const { functions, refusal } = engine.appSync;
    const state = refusal ? "refused" : functions ? "ready" : "waiting for the app";
    return c.json(
      {
        status: refusal ? 503 : 200,
        message: refusal ? refusal.message : "OK",
        state,
        functions: functions?.length ?? 0,
        runs: engine.store.counts,
        inFlight: engine.queue.inFlight.size,
        queued: engine.queue.waiting,
        persistence: "none: runs, sleeps and event ids are lost when this process ends",
      },
      refusal ? 503 : 200,
    );
  });

  app.get("/runs", (c) => {
    const { limit, function: fn, status } = c.req.query();
    const wanted = Number(limit ?? 100);
    return c.json({
      runs: engine.runs({
        limit: Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, 2_000) : 100,
        ...(fn ? { function: fn } : {}),
        ...(status ? { status } : {}),
      }),
    });
  });

  app.post("/sync", async (c) => {
    try {
      await engine.sync();
      return c.json({ functions: engine.appSync.functions?.length ?? 0 });
    } catch (error) {
      if (error instanceof UnsupportedDeclaration)
        return c.json({ error: error.message, problems: error.problems }, 422);
      return c.json({ error: "the engine is stopping" }, 503);
    }
  });

  app.get("/clock", (c) =>
    c.json({
      now: engine.options.clock.now().toISOString(),
      offsetMs: engine.owner?.offsetMs ?? 0,
      canStep: engine.owner !== null,
      nextDue: engine.nextDue()?.toISOString() ?? null,
    }),
  );

  app.post("/clock/advance", async (c) => {
    const isForm = c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded") ?? false;
    const parsed = advanceBody.safeParse(
      isForm ? await c.req.parseBody() : await c.req.json().catch(() => null),
    );
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    try {
      const result = await engine.advance(toRequest(parsed.data));
      return isForm ? c.redirect("/", 303) : c.json(result);
    } catch (error) {
      return refused(error);
    }
  });

  app.post("/clock/settle", async (c) => {
    try {
      await engine.settle();
      return c.json({ now: engine.options.clock.now().toISOString() });
    } catch (error) {
      return refused(error);
    }
  });

  app.use("/v1/*", async (c, next) => {
    const { signingKey } = engine.options;
    const token = c.req.header("authorization")?.replace(/^Bearer /, "") ?? "";
    const isKnown =
      signingKey === null || sameSecret(token, signingKey) || sameSecret(token, hashedSigningKey(signingKey));
    if (!isKnown) return c.text("Authentication failed\n", 401);
    await next();
  });
  app.get("/v1/events/:id/runs", (c) => {
    const id = c.req.param("id");
    const runs = engine.store.ofEvent(id);
    if (runs === null) return c.json({ error: `Invalid event ID: ${id}`, data: null, status: 400 });
    return c.json({ data: runs.map(apiView) });
  });
  app.get("/v1/runs/:id", (c) => {
    const id = c.req.param("id");
    const run = engine.store.get(id);
    // An unknown run is HTTP 200 with a status of 500 inside, as at the server.
    if (!run) return c.json({ error: `Unable to load function run: ${id}`, data: null, status: 500 });
    return c.json({ data: apiView(run) });
  });

  app.get("/", (c) => {
    c.header(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    );
    return c.html(dashboard(engine));
  });

  return app;
}

function toRequest({ byMs, to, cronGapMs }: z.infer<typeof advanceBody>): AdvanceRequest {
  return {
    ...(byMs === undefined ? {} : { byMs }),
    ...(to === undefined ? {} : { to: new Date(to) }),
    ...(cronGapMs === undefined ? {} : { cronGapMs }),
  };
}

function refused(error: unknown): Response {
  if (error instanceof ClockRefusal) return Response.json({ error: error.message }, { status: error.status });
  if (error instanceof EngineStuck)
    return Response.json({ error: error.message, stuck: error.stuck }, { status: 504 });
  throw error;
}

function apiView(run: Run) {
  return {
    run_id: run.id,
    run_started_at: run.startedAt.toISOString(),
    function_id: run.fn.id,
    function_version: 0,
    event_id: run.internalEventId,
    status: run.status,
    ended_at: run.endedAt?.toISOString() ?? null,
    output: run.status === "Failed" ? run.error : run.output,
  };
}
