import { type Context, Hono } from "hono";
import type { FaultRule } from "../kit/faults";
import { ApiProblem, badRequest } from "./problem";
import type { DoorFlowTestApi } from "./test-api";

type Json = Record<string, unknown>;

async function bodyOf(c: Context): Promise<Json> {
  const text = await c.req.text();
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const required = (value: unknown, name: string): string => {
  if (typeof value !== "string" || value === "") throw badRequest(`${name} is required`);
  return value;
};
function instant(value: string | undefined, name: string): Date | undefined {
  if (value === undefined) return undefined;
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw badRequest(`${name} must be an ISO 8601 timestamp`);
  return new Date(ms);
}

const whoOf = (get: (name: string) => string | undefined) => ({
  member: required(get("member"), "member"),
  door: required(get("door"), "door"),
  method: get("method"),
  account: get("account"),
});

const RULE_KINDS = ["answer", "drop_after_commit", "drop", "delay"];

function faultOf(rule: Json, index: number): FaultRule {
  const kind = required(rule.kind, "kind");
  if (!RULE_KINDS.includes(kind)) throw badRequest(`kind: one of ${RULE_KINDS.join(", ")}`);
  const { id = `fault_${index + 1}`, method = "*", path = ".*", times = 1 } = rule;
  // Safe: the kind is checked above and the rest is handed through as the tests wrote it.
  return { ...rule, id, method, path, times } as FaultRule;
}

/** The test API over HTTP, under /_test: JSON in, JSON out, 400 with `error_description` on nonsense. */
export function testRoutes(api: DoorFlowTestApi): Hono {
  const app = new Hono();
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

  post("/tokens", (body) => api.tokens(text(body.account), text(body.scope)));
  post("/code", (body) => {
    const [account, scope] = [text(body.account), text(body.scope)];
    const of = { ...(account ? { account } : {}), ...(scope ? { scope } : {}) };
    return { code: api.code(required(body.redirect_uri, "redirect_uri"), of) };
  });
  post("/tokens/revoke", (body) => api.revokeTokens(text(body.account) ?? null));

  for (const table of ["accounts", "sites", "channels", "shifts", "roles", "groups"] as const)
    app.get(`/${table}`, (c) => c.json(Object.values(api.world.state.tables[table])));
  app.get("/credential_types", (c) => c.json(Object.values(api.world.state.tables.credentialTypes)));
  app.get("/syncs", (c) => c.json(api.world.state.syncs));
  post("/accounts", (b) => api.addAccount(required(b.name, "name"), text(b.timezone)));
  // Safe below: a test's own body, checked by what it then observes.
  post("/sites", (b) => api.addSite(b as Parameters<DoorFlowTestApi["addSite"]>[0]));
  post("/channels", (b) => api.addChannel(b as Parameters<DoorFlowTestApi["addChannel"]>[0]));
  post("/channels/:id/online", (b, c) => api.setDoorOnline(c.req.param("id") ?? "", b.online === true));
  post("/shifts", (b) => api.addShift(b as Parameters<DoorFlowTestApi["addShift"]>[0]));
  post("/roles", (b) => api.addRole(b as Parameters<DoorFlowTestApi["addRole"]>[0]));
  post("/groups", (b) => api.addGroup(b as Parameters<DoorFlowTestApi["addGroup"]>[0]));
  post("/groups/:id", (b, c) =>
    api.changeGroup(c.req.param("id") ?? "", b as Parameters<DoorFlowTestApi["changeGroup"]>[1]),
  );

  app.get("/people", (c) => c.json(api.dump(c.req.query("account"))));
  post("/people", (b) => api.staffPerson(b));
  post("/people/:member", (b, c) => api.staffPutPerson(c.req.param("member") ?? "", b));
  post("/people/:member/delete", (_b, c) => api.staffDeletePerson(c.req.param("member") ?? ""));
  post("/people/:member/reservations", (b, c) =>
    api.staffReservation(
      c.req.param("member") ?? "",
      b as Parameters<DoorFlowTestApi["staffReservation"]>[1],
    ),
  );
  post("/people/:member/credentials", (b, c) => {
    const value = b.value === null ? null : required(b.value, "value");
    return api.staffCredential(c.req.param("member") ?? "", required(b.type, "type"), value);
  });
  post("/reservations/:id/delete", (_b, c) => api.staffDeleteReservation(c.req.param("id") ?? ""));
  /** `{"instant": true}` = the web app's button, past the limit and done at once. */
  post("/sync", (b) => (b.instant === true ? api.staffSync(text(b.account)) : api.sync(text(b.account))));

  app.get("/canOpen", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const at = instant(c.req.query("at"), "at");
    return c.json(api.canOpen({ ...who, at, withCredential: c.req.query("credential") === "1" }));
  });
  app.get("/intervals", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const from = instant(required(c.req.query("from"), "from"), "from");
    const to = instant(required(c.req.query("to"), "to"), "to");
    if (!from || !to) throw badRequest("from and to are required");
    const withCredential = c.req.query("credential") === "1";
    return c.json({ intervals: api.told(api.accessIntervals({ ...who, from, to, withCredential })) });
  });
  post("/attempt", (b) =>
    api.attempt({
      ...whoOf((name) => text(b[name])),
      ...(b.credential === false ? { withCredential: false } : {}),
    }),
  );
  app.get("/attempts", (c) => c.json(api.attempts()));
  app.get("/history", (c) => c.json(api.world.state.history));
  app.get("/webhooks/deliveries", (c) => c.json(api.webhooks.deliveries));
  post("/webhooks", (b) => {
    api.webhooks.url = text(b.url) ?? null;
  });
  post("/webhooks/release", () => api.webhooks.release());

  app.onError((error, c) => {
    if (error instanceof ApiProblem) return c.json(error.body, error.status);
    if (error instanceof SyntaxError)
      return c.json({ error: "bad_request", error_description: "not JSON" }, 400);
    throw error;
  });
  return app;
}
