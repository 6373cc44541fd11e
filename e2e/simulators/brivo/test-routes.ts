import { type Context, Hono } from "hono";
import type { FaultRule } from "../kit/faults";
import { isLocal } from "../kit/local";
import { parseInstant } from "./fields";
import { ApiProblem, invalid } from "./problem";
import type { BrivoTestApi } from "./test-api";

type Json = Record<string, unknown>;

async function bodyOf(c: Context): Promise<Json> {
  const text = await c.req.text();
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const required = (value: unknown, name: string): string => {
  const given = typeof value === "number" ? String(value) : value;
  if (typeof given !== "string" || given === "") throw invalid(`${name} is required`);
  return given;
};
function instant(value: string | undefined, name: string): Date | undefined {
  if (value === undefined) return undefined;
  const ms = parseInstant(value);
  if (ms === null) throw invalid(`${name} must be an ISO 8601 date-time`);
  return new Date(ms);
}

const whoOf = (get: (name: string) => unknown) => ({
  member: required(get("member"), "member"),
  door: required(get("door"), "door"),
  method: text(get("method")),
});

const RULE_KINDS = ["answer", "drop_after_commit", "drop", "delay"];
const HTML = { "content-type": "text/html" };

/** Answers of the gateway that no caller brings about by itself. */
const PRESETS: Readonly<Record<string, Json>> = {
  over_qps: {
    kind: "answer",
    status: 403,
    headers: { ...HTML, "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS", "retry-after": "1" },
    body: "<h1>403 Developer Over Qps</h1>",
  },
  too_many: { kind: "answer", status: 429, body: '{"code":429,"message":"Too many requests"}' },
  unavailable: { kind: "answer", status: 503, body: '{"code":503,"message":"Service Unavailable"}' },
  not_found: { kind: "answer", status: 596, headers: HTML, body: "<h1>596 Service Not Found</h1>" },
  page: { kind: "answer", status: 200, headers: HTML, body: "<html><body>Maintenance</body></html>" },
};

function faultOf(given: Json, index: number): FaultRule {
  const rule: Json = { ...(PRESETS[String(given.preset)] ?? {}), ...given };
  const kind = required(rule.kind, "kind");
  if (!RULE_KINDS.includes(kind)) throw invalid(`kind: one of ${RULE_KINDS.join(", ")}`);
  const { id = `fault_${index + 1}`, method = "*", path = ".*", times = 1 } = rule;
  // Safe: the kind is checked above and the rest is handed through as the tests wrote it.
  return { ...rule, id, method, path, times } as FaultRule;
}

/** The test API over HTTP, under /_test: JSON in, JSON out, 400 with `message` on nonsense. */
export function testRoutes(api: BrivoTestApi): Hono {
  const app = new Hono();
  app.use("*", async (c, next) => (isLocal(c) ? next() : c.json({ message: "this machine only" }, 403)));
  const post = (path: string, act: (body: Json, c: Context) => unknown) =>
    app.post(path, async (c) => c.json((await act(await bodyOf(c), c)) ?? { ok: true }));
  const idOf = (c: Context) => c.req.param("id") ?? "";

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

  post("/tokens", (b) => api.tokens(b.admin === undefined ? undefined : Number(b.admin)));
  post("/code", (b) => ({ code: api.code(required(b.redirect_uri, "redirect_uri")) }));
  post("/tokens/revoke", () => api.revokeTokens());

  for (const table of ["accounts", "admins", "sites", "doors", "panels", "groups", "credentials"] as const)
    app.get(`/${table}`, (c) => c.json(Object.values(api.world.state.tables[table])));
  // Safe below: a test's own body, checked by what it then observes.
  post("/sites", (b) => api.addSite(b as Parameters<BrivoTestApi["addSite"]>[0]));
  post("/doors", (b) => api.addDoor(b as Parameters<BrivoTestApi["addDoor"]>[0]));
  post("/doors/:id/online", (b, c) => api.setDoorOnline(idOf(c), b.online === true));
  post("/groups", (b) => api.addGroup(b as Parameters<BrivoTestApi["addGroup"]>[0]));
  post("/groups/:id", (b, c) => api.changeGroup(Number(idOf(c)), b));
  post("/groups/:id/delete", (_b, c) => api.removeGroup(Number(idOf(c))));
  post("/cards", (b) => api.addCard(required(b.reference, "reference"), text(b.facility)));
  post("/passes", (b) => api.setPassesAllotted(Number(b.allotted)));

  app.get("/users", (c) => c.json(api.dump()));
  post("/users", (b) => api.staffUser(b as Parameters<BrivoTestApi["staffUser"]>[0]));
  post("/users/:id", (b, c) => api.staffChangeUser(idOf(c), b));
  post("/users/:id/suspend", (b, c) => api.staffSuspend(idOf(c), b.suspended !== false));
  post("/users/:id/delete", (_b, c) => api.staffDelete(idOf(c)));
  post("/users/:id/join", (b, c) => api.staffJoin(idOf(c), Number(b.group)));
  post("/users/:id/leave", (b, c) => api.staffLeave(idOf(c), Number(b.group)));
  post("/users/:id/card", (b, c) => api.staffCard(idOf(c), required(b.reference, "reference")));
  post("/users/:id/unassign", (b, c) => api.staffUnassign(idOf(c), Number(b.credential)));
  post("/users/:id/redeem", (_b, c) => api.redeemPending(idOf(c)));
  app.get("/users/:id/invitations", (c) => c.json(api.invitations(idOf(c))));

  app.get("/mails", (c) => c.json(api.mails()));
  post("/redeem", (b) => api.redeem(required(b.passId, "passId"), required(b.code, "code")));

  app.get("/canOpen", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const at = instant(c.req.query("at"), "at");
    return c.json(api.canOpen({ ...who, at, withCredential: c.req.query("credential") === "1" }));
  });
  app.get("/intervals", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const from = instant(required(c.req.query("from"), "from"), "from");
    const to = instant(required(c.req.query("to"), "to"), "to");
    if (!from || !to) throw invalid("from and to are required");
    const withCredential = c.req.query("credential") === "1";
    return c.json({ intervals: api.told(api.accessIntervals({ ...who, from, to, withCredential })) });
  });
  post("/attempt", (b) =>
    api.attempt({
      ...whoOf((name) => b[name]),
      ...(b.credential === false ? { withCredential: false } : {}),
    }),
  );
  app.get("/attempts", (c) => c.json(api.attempts()));
  app.get("/history", (c) => c.json(api.world.state.history));
  app.get("/notifications", (c) => c.json(api.notifier.notifications));

  app.onError((error, c) => {
    if (error instanceof ApiProblem) return c.json({ message: error.message }, error.status);
    if (error instanceof SyntaxError) return c.json({ message: "not JSON" }, 400);
    throw error;
  });
  return app;
}
