import { type Context, Hono } from "hono";
import type { FaultRule } from "../kit/faults";
import { isLocal } from "../kit/local";
import { invalid, TestProblem, unknown } from "./problem";
import type { AcmTestApi } from "./test-api";

type Json = Record<string, unknown>;

async function bodyOf(c: Context): Promise<Json> {
  const text = await c.req.text();
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
}
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const required = (value: unknown, name: string): string => {
  if (typeof value !== "string" || value === "") throw invalid(`${name} is required`);
  return value;
};
function instant(value: string | undefined, name: string): Date | undefined {
  if (value === undefined) return undefined;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw invalid(`${name} must be an RFC 3339 timestamp`);
  return new Date(ms);
}
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : undefined;
const fieldsOf = (body: Json): Record<string, string> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
const whoOf = (get: (name: string) => string | undefined) => ({
  member: required(get("member"), "member"),
  door: required(get("door"), "door"),
  method: get("method"),
  value: get("value"),
});

const RULE_KINDS = ["answer", "drop_after_commit", "drop", "truncate", "delay"];
function faultOf(rule: Json, index: number): FaultRule {
  const kind = required(rule.kind, "kind");
  if (!RULE_KINDS.includes(kind)) throw invalid(`kind: one of ${RULE_KINDS.join(", ")}`);
  const { id = `fault_${index + 1}`, method = "*", path = ".*", times = 1 } = rule;
  // Safe: the kind is checked above and the rest is handed through as the tests wrote it.
  return { ...rule, id, method, path, times } as FaultRule;
}

/** The test API over HTTP, under /_test: JSON in, JSON out, 400 or 404 with `message` on nonsense. */
export function testRoutes(api: AcmTestApi): Hono {
  const app = new Hono();
  app.use(async (c, next) => (isLocal(c) ? next() : c.json({ message: "this machine only" }, 403)));
  const post = (path: string, act: (body: Json, id: string) => unknown) =>
    app.post(path, async (c) =>
      c.json((await act(await bodyOf(c), c.req.param("id") ?? "")) ?? { ok: true }),
    );

  app.get("/now", (c) => c.json({ now: api.world.clock.now().toISOString() }));
  post("/reset", () => api.reset());
  app.get("/switches", (c) => c.json(api.switches));
  post("/switches", (body) => api.setSwitches(body));
  post("/profile", (body) => api.setProfile(required(body.name, "name")));
  app.get("/faults", (c) => c.json({ rules: api.faults.rules, injected: api.faults.injected }));
  /** `{rules: [...]}` replaces all rules; one rule as the body is added. */
  post("/faults", ({ rules, ...rule }) => {
    if (Array.isArray(rules)) api.setFaults(rules.map((one: Json, i) => faultOf(one, i)));
    else api.setFaults([...api.faults.rules, faultOf(rule, api.faults.rules.length)]);
    return { rules: api.faults.rules };
  });
  app.delete("/faults", (c) => {
    api.setFaults([]);
    return c.json({ rules: [] });
  });
  app.get("/requests", (c) => c.json(api.requests.read()));
  post("/requests/reset", () => api.requests.reset());

  app.get("/server", (c) =>
    c.json({
      fingerprint256: api.fingerprint,
      login: api.sessions.login,
      wrongLogins: api.wrongLogins,
      locked: api.sessions.isLocked,
    }),
  );
  post("/server/certificate", async () => {
    await api.rotateCertificate();
    return { fingerprint256: api.fingerprint };
  });
  post("/server/collaboration", ({ port, ...how }) =>
    // Safe: options of a test, read by their names.
    api.collaborate(typeof port === "number" ? { port, ...how } : null),
  );
  post("/server/sessions/end", () => api.endSessions());
  post("/server/timezone", (body) => api.setTimezone(required(body.timezone, "timezone")));
  // Safe here and below: a test's own body, checked by what it then observes.
  post("/account", (body) => api.setAccount(body as Parameters<AcmTestApi["setAccount"]>[0]));

  for (const table of ["roles", "accessGroups", "schedules", "doors", "panels", "tokens"] as const)
    app.get(`/${table}`, (c) => c.json(api.world.rows(table)));
  post("/panels", (body) => api.addPanel({ name: required(body.name, "name") }));
  post("/doors", (body) => api.addDoor(body as unknown as Parameters<AcmTestApi["addDoor"]>[0]));
  post("/doors/:id/online", (body, id) => api.setDoorOnline(id, body.online === true));
  post("/schedules", (body) => api.addSchedule(body as Parameters<AcmTestApi["addSchedule"]>[0]));
  post("/accessGroups", (body) => api.addAccessGroup(body as Parameters<AcmTestApi["addAccessGroup"]>[0]));
  post("/roles", (body) => api.addRole(body as Parameters<AcmTestApi["addRole"]>[0]));
  post("/roles/:id", (body, id) => api.changeRole(id, body as Parameters<AcmTestApi["changeRole"]>[1]));
  post("/roles/:id/delete", (_body, id) => api.deleteRole(id));

  app.get("/people", (c) => c.json(api.dump()));
  post("/people", (body) =>
    api.staffPerson({
      last: required(body.last, "last"),
      first: text(body.first),
      email: text(body.email),
      card: text(body.card),
      pin: text(body.pin),
      roles: texts(body.roles),
    }),
  );
  post("/people/merge", (body) => api.staffMerge(required(body.kept, "kept"), required(body.gone, "gone")));
  post("/people/:id", (body, id) => api.staffPatchPerson(id, fieldsOf(body)));
  post("/people/:id/roles", (body, id) => api.staffRoles(id, texts(body.roles) ?? []));
  post("/people/:id/tokens", (body, id) =>
    api.staffToken(id, { card: text(body.card), pin: text(body.pin) }),
  );
  post("/people/:id/delete", (_body, id) => api.staffDeletePerson(id));
  post("/tokens/:id", (body, id) => api.staffPatchToken(id, fieldsOf(body)));
  post("/tokens/:id/delete", (_body, id) => api.staffDeleteToken(id));

  app.get("/canOpen", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const at = instant(c.req.query("at"), "at");
    return c.json(api.canOpen({ ...who, at, withCredential: c.req.query("credential") === "1" }));
  });
  app.get("/intervals", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const from = instant(c.req.query("from"), "from");
    const to = instant(c.req.query("to"), "to");
    if (!from || !to) throw invalid("from and to are required");
    const withCredential = c.req.query("credential") === "1";
    return c.json({ intervals: api.told(api.accessIntervals({ ...who, from, to, withCredential })) });
  });
  post("/attempt", (body) => api.attempt(whoOf((name) => text(body[name]))));
  app.get("/attempts", (c) => c.json(api.attempts()));
  app.get("/history", (c) => c.json(api.world.state.history));
  app.get("/events", (c) => c.json(api.world.state.events));

  app.onError((error, c) => {
    if (error instanceof TestProblem) return c.json({ message: error.message }, error.status);
    if (error instanceof SyntaxError) return c.json({ message: "not JSON" }, 400);
    throw error;
  });
  app.notFound((c) => c.json({ message: unknown("request").message }, 404));
  return app;
}
