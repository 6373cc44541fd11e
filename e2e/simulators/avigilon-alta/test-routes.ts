import { type Context, Hono } from "hono";
import type { FaultRule } from "../kit/faults";
import { isLocal } from "../kit/local";
import { toIso } from "./fields";
import { ApiProblem, invalid } from "./problem";
import type { AltaTestApi } from "./test-api";

type Json = Record<string, unknown>;

async function bodyOf(c: Context): Promise<Json> {
  const parsed: unknown = JSON.parse((await c.req.text()) || "{}");
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
}
const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
function required(value: unknown, name: string): string {
  const found = text(value);
  if (found === undefined || found === "") throw invalid(`${name} is required`);
  return found;
}
function instant(value: unknown, name: string): Date | undefined {
  if (value === undefined) return undefined;
  const ms = Date.parse(String(value));
  if (Number.isNaN(ms)) throw invalid(`${name} must be an ISO 8601 date-time`);
  return new Date(ms);
}
function whoOf(get: (name: string) => unknown) {
  const door = required(get("door"), "door");
  const link = text(get("link"));
  if (link !== undefined) return { link, door };
  return {
    person: required(get("person"), "person"),
    door,
    method: text(get("method")),
    ...(get("credential") === undefined
      ? {}
      : { withCredential: get("credential") === "1" || get("credential") === true }),
  };
}

const RULE_KINDS = ["answer", "drop_after_commit", "drop", "delay"];

function faultOf(rule: Json, index: number): FaultRule {
  const kind = required(rule.kind, "kind");
  if (!RULE_KINDS.includes(kind)) throw invalid(`kind: one of ${RULE_KINDS.join(", ")}`);
  const { id = `fault_${index + 1}`, method = "*", path = ".*", times = 1 } = rule;
  // Safe: the kind is checked above and the rest is handed through as the tests wrote it.
  return { ...rule, id, method, path, times } as FaultRule;
}

/** The test API over HTTP, under /_test: JSON in, JSON out, 400 with `message` on nonsense. This machine only. */
export function testRoutes(api: AltaTestApi): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isLocal(c)) return c.json({ message: "this machine only" }, 403);
    return next();
  });
  const post = (path: string, act: (body: Json, c: Context) => unknown) =>
    app.post(path, async (c) => c.json((await act(await bodyOf(c), c)) ?? { ok: true }));

  app.get("/now", (c) => c.json({ now: api.world.clock.now().toISOString() }));
  post("/reset", () => api.reset());
  app.get("/switches", (c) => c.json(api.switches));
  post("/switches", (body) => api.setSwitches(body));
  app.get("/faults", (c) => c.json({ rules: api.faults.rules, injected: api.faults.injected }));
  /** `{rules: [...]}` replaces all rules; one rule as the body is added. */
  post("/faults", (body) => {
    const { rules } = body;
    if (Array.isArray(rules)) api.setFaults(rules.map((r: Json, i) => faultOf(r, i)));
    else api.setFaults([...api.faults.rules, faultOf(body, api.faults.rules.length)]);
    return { rules: api.faults.rules };
  });
  app.delete("/faults", (c) => {
    api.setFaults([]);
    return c.json({ rules: [] });
  });
  app.get("/requests", (c) => c.json(api.requests.read()));
  post("/requests/reset", () => api.requests.reset());

  post("/sessions", (b) => ({ token: api.session(required(b.email, "email")) }));
  post("/sessions/revoke", (b) => api.revokeSessions(text(b.email) ?? null));
  post("/accounts/password", (b) => api.setPassword(required(b.email, "email"), text(b.password) ?? null));
  app.get("/accounts/:email", (c) => c.json({ badLogins: api.badLogins(c.req.param("email")) }));

  for (const table of ["orgs", "sites", "zones", "entries", "groups", "credentialTypes", "mails"] as const)
    app.get(`/${table}`, (c) => c.json(api.world.all(table)));
  // Safe below: a test's own body, checked by what it then observes.
  post("/entries", (b) => api.addEntry(b as Parameters<AltaTestApi["addEntry"]>[0]));
  post("/entries/:id/online", (b, c) => api.setDoorOnline(c.req.param("id") ?? "", b.online === true));
  post("/groups", (b) => api.addGroup(b as Parameters<AltaTestApi["addGroup"]>[0]));

  app.get("/people", (c) => c.json(api.dump()));
  post("/people", (b) => api.staffPerson(b as Parameters<AltaTestApi["staffPerson"]>[0]));
  post("/people/:person", (b, c) => api.staffPatch(c.req.param("person") ?? "", b));
  post("/people/:person/groups", (b, c) => api.staffGroups(c.req.param("person") ?? "", b));
  post("/people/:person/status", (b, c) => {
    const status = (["A", "S", "I"] as const).find((letter) => letter === b.status);
    if (!status) throw invalid("status: A, S or I");
    api.staffStatus(c.req.param("person") ?? "", status);
  });
  post("/people/:person/delete", (_b, c) => api.staffDelete(c.req.param("person") ?? ""));
  post("/credentials/:id/provision", (_b, c) => api.provisionMobile(Number(c.req.param("id"))));

  app.get("/links", (c) => c.json(api.links()));
  app.get("/canOpen", (c) =>
    c.json(api.canOpen({ ...whoOf((name) => c.req.query(name)), at: instant(c.req.query("at"), "at") })),
  );
  app.get("/intervals", (c) => {
    const from = instant(required(c.req.query("from"), "from"), "from");
    const to = instant(required(c.req.query("to"), "to"), "to");
    if (!from || !to) throw invalid("from and to are required");
    const intervals = api.accessIntervals(
      whoOf((name) => c.req.query(name)),
      from,
      to,
    );
    return c.json({
      intervals: intervals.map((i) => ({ ...i, from: toIso(i.from), until: toIso(i.until) })),
    });
  });
  post("/attempt", (b) => api.attempt(whoOf((name) => b[name])));
  app.get("/attempts", (c) => c.json(api.attempts()));
  app.get("/history", (c) => c.json(api.world.state.history));
  app.get("/deliveries", (c) => c.json(api.subscriptions.deliveries));

  app.onError((error, c) => {
    if (error instanceof ApiProblem) return c.json({ message: error.message }, error.status);
    if (error instanceof SyntaxError) return c.json({ message: "not JSON" }, 400);
    throw error;
  });
  return app;
}
