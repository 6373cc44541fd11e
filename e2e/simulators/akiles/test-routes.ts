import { type Context, Hono } from "hono";
import type { FaultRule } from "../kit/faults";
import { parseInstant } from "./instants";
import { ApiProblem, invalid } from "./problem";
import type { AkilesTestApi } from "./test-api";

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
  const ms = parseInstant(value);
  if (ms === null) throw invalid(`${name} must be an RFC 3339 timestamp`);
  return new Date(ms);
}

const whoOf = (get: (name: string) => string | undefined) => ({
  member: required(get("member"), "member"),
  door: required(get("door"), "door"),
  method: get("method"),
  organization: get("organization"),
});

const RULE_KINDS = ["answer", "drop_after_commit", "drop", "delay"];

function faultOf(rule: Json, index: number): FaultRule {
  const kind = required(rule.kind, "kind");
  if (!RULE_KINDS.includes(kind)) throw invalid(`kind: one of ${RULE_KINDS.join(", ")}`);
  const { id = `fault_${index + 1}`, method = "*", path = ".*", times = 1 } = rule;
  // Safe: the kind is checked above and the rest is handed through as the tests wrote it.
  return { ...rule, id, method, path, times } as FaultRule;
}

/** The test API over HTTP, under /_test: JSON in, JSON out, 400 with `message` on nonsense. */
export function testRoutes(api: AkilesTestApi): Hono {
  const app = new Hono();
  const post = (path: string, act: (body: Json, c: Context) => unknown) =>
    app.post(path, async (c) => c.json((await act(await bodyOf(c), c)) ?? { ok: true }));

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

  post("/tokens", (body) => api.tokens(text(body.organization), text(body.scope)));
  post("/code", (body) => ({
    code: api.code(required(body.redirect_uri, "redirect_uri"), text(body.organization), text(body.scope)),
  }));
  post("/tokens/revoke", (body) => api.revokeTokens(text(body.organization) ?? null));

  for (const [path, table] of [
    ["organizations", "organizations"],
    ["sites", "sites"],
    ["gadgets", "gadgets"],
    ["devices", "devices"],
    ["schedules", "schedules"],
    ["groups", "groups"],
  ] as const) {
    app.get(`/${path}`, (c) => c.json(Object.values(api.world.state.tables[table])));
  }
  post("/organizations", (b) => api.addOrganization(required(b.name, "name")));
  post("/sites", (b) => {
    const organization = text(b.organization);
    return api.addSite({
      name: required(b.name, "name"),
      timezone: required(b.timezone, "timezone"),
      ...(organization ? { organization } : {}),
    });
  });
  post("/sites/:id", (b, c) => api.setTimezone(c.req.param("id") ?? "", required(b.timezone, "timezone")));
  post("/gadgets", (b) => {
    const [organization, site] = [text(b.organization), text(b.site)];
    return api.addGadget({
      name: required(b.name, "name"),
      ...(organization ? { organization } : {}),
      ...(site ? { site } : {}),
    });
  });
  post("/gadgets/:id/online", (b, c) => api.setDoorOnline(c.req.param("id") ?? "", b.online === true));
  // Safe below: a test's own body, checked by what it then observes.
  post("/schedules", (b) => api.addSchedule(b as Parameters<AkilesTestApi["addSchedule"]>[0]));
  post("/groups", (b) => api.addGroup(b as Parameters<AkilesTestApi["addGroup"]>[0]));
  post("/groups/:id", (b, c) =>
    api.changeGroup(c.req.param("id") ?? "", b as Parameters<AkilesTestApi["changeGroup"]>[1]),
  );

  app.get("/members", (c) => c.json(api.dump(c.req.query("organization"))));
  post("/members", (b) => {
    const organization = text(b.organization);
    return api.staffMember({ ...b, ...(organization ? { organization } : {}) } as Parameters<
      AkilesTestApi["staffMember"]
    >[0]);
  });
  post("/members/:member", (b, c) => api.staffPatchMember(c.req.param("member") ?? "", b));
  post("/members/:member/delete", (_b, c) => api.staffDeleteMember(c.req.param("member") ?? ""));
  post("/members/:member/restore", (_b, c) => api.restoreMember(c.req.param("member") ?? ""));
  post("/members/:member/associations", (b, c) => api.staffAssociation(c.req.param("member") ?? "", b));
  post("/associations/:id", (b, c) => api.staffPatchAssociation(c.req.param("id") ?? "", b));
  post("/associations/:id/delete", (_b, c) => api.staffDeleteAssociation(c.req.param("id") ?? ""));

  app.get("/canOpen", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const at = instant(c.req.query("at"), "at");
    const withCredential = c.req.query("credential") === "1";
    return c.json(api.canOpen({ ...who, at, withCredential }));
  });
  app.get("/intervals", (c) => {
    const who = whoOf((name) => c.req.query(name));
    const from = instant(required(c.req.query("from"), "from"), "from");
    const to = instant(required(c.req.query("to"), "to"), "to");
    const withCredential = c.req.query("credential") === "1";
    if (!from || !to) throw invalid("from and to are required");
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
  post("/webhooks/release", () => api.webhooks.release());
  app.get("/now", (c) => c.json({ now: api.world.clock.now().toISOString() }));

  app.onError((error, c) => {
    if (error instanceof ApiProblem)
      return c.json({ type: error.type, message: error.message }, error.status);
    if (error instanceof SyntaxError) return c.json({ type: "invalid_request", message: "not JSON" }, 400);
    throw error;
  });
  return app;
}
