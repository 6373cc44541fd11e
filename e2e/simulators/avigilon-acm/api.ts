import { type Context, Hono } from "hono";
import { realClock } from "../../../lib/clock";
import { formAgain, homePage, loginPage, refusedPage } from "./html";
import { createIdentity, deleteIdentity, replaceRoles, updateIdentity, type Written } from "./identities";
import type { IdentityRow } from "./model";
import { type Actor, actorOf, bounced, csrfIsGood, type Form, fieldsOf, readForm } from "./requests";
import { CSRF_COOKIE, SESSION_COOKIE, type Sessions } from "./sessions";
import { createToken, DATE_FIELDS, deleteToken, updateToken } from "./tokens";
import { identityJson, identityPage, roleList, tokenList } from "./wire-json";
import { identitiesXml, identityDocument, nilDocument, rolesXml, tokensXml } from "./wire-xml";
import type { World } from "./world";

const XML = { "content-type": "application/xml; charset=utf-8" };
/** What the vendor's own list page sends along; any less of it is a 500. */
const LIST_FORM = [
  "identity_search_exec_search",
  "adv_search_exec_search",
  "quick_search",
  "search_pattern_lnam",
  "lnam",
  "fnam",
  "tkn",
];
const BY_API = "changed through the API";

/** The routes of the vendor's web pages, with `.json` or `.xml` appended where a client wants data. */
export function apiRoutes(world: World, sessions: Sessions): Hono {
  const app = new Hono();

  app.get("/", (c) => {
    const session = sessions.of(c);
    if (!session) return c.redirect("/sessions/new", 302);
    return homePage(c, world.switches.csrfFrom === "meta" ? session.csrf : null);
  });
  app.get("/sessions/new", (c) => loginPage(c));
  app.post("/sessions", async (c) => login(c, world, sessions));
  app.delete("/sessions/:id", (c) => {
    sessions.end(c);
    return c.redirect("/sessions/new", 302);
  });

  /** A read or write below: who asks, and whether they may. */
  const guarded =
    (right: string, act: (c: Context, actor: Actor, form: Form) => Response | Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const actor = actorOf(c, world, sessions);
      if (!("rights" in actor)) return await actor.refused;
      const form = await readForm(c);
      if (c.req.method !== "GET" && !csrfIsGood(c, actor, form))
        return refusedPage(c, 422, "Invalid authenticity token");
      if (actor.rights.has("*") || actor.rights.has(right)) return act(c, actor, form);
      if (c.req.method !== "GET" && world.switches.missingRight === "bounce") return bounced(c);
      return c.req.path.endsWith(".json")
        ? c.json({ success: false, message: "You are not authorized to access this page", errors: null }, 403)
        : refusedPage(c, 403, "You are not authorized to access this page");
    };
  const person = (c: Context): IdentityRow | null =>
    world.find("identities", (c.req.param("cn") ?? "").replace(/\.(json|xml)$/, ""));
  const missing = (c: Context) =>
    c.req.path.endsWith(".json")
      ? c.json({ success: false, message: "Record not found", errors: null }, 404)
      : refusedPage(c, 404, "The page you were looking for doesn't exist.");
  const written = (c: Context, result: Written<unknown>, to: string): Response | Promise<Response> =>
    "invalid" in result ? formAgain(c, c.req.path, [result.invalid]) : c.redirect(to, 302);
  const xml = (c: Context, body: string) => c.body(body, 200, XML);

  app.get(
    "/identities.json",
    guarded("Identities Listing", async (c) => {
      if (world.switches.jsonList !== "works") return refusedPage(c, 406, "Not acceptable");
      await pause(world);
      const size = Math.min(100, Math.max(1, Number(c.req.query("perpage") ?? 25) || 25));
      const page = Math.max(1, Number(c.req.query("page") ?? 1) || 1);
      const all = world.rows("identities").sort((a, b) => a.seq - b.seq);
      return c.json(identityPage(world, all.slice((page - 1) * size, page * size), all.length));
    }),
  );
  app.get(
    "/identities.xml",
    guarded("Identities Listing", async (c) => xmlList(c, world)),
  );
  app.get(
    "/roles.json",
    guarded("Roles Listing", (c) =>
      world.switches.rolesList === "json" ? c.json(roleList(world, world.rows("roles"))) : missing(c),
    ),
  );
  app.get(
    "/roles.xml",
    guarded("Roles Listing", (c) =>
      world.switches.rolesList === "none" ? missing(c) : xml(c, rolesXml(world, world.rows("roles"))),
    ),
  );
  app.get(
    "/card_formats.json",
    guarded("System Summary Listing", (c) =>
      c.json({ data: [{ cn: "1", plasecName: "26 bit Wiegand", plasecFacilityCode: "42" }], success: true }),
    ),
  );

  app.post(
    "/identities",
    guarded("Identities Add", (c, _actor, form) => {
      const result = createIdentity(world, fieldsOf(form, "identity", world), BY_API);
      return written(c, result, "row" in result ? `/identities/${result.row.cn}` : "");
    }),
  );
  app.get(
    "/identities/:cn",
    guarded("Identities Listing", (c) => {
      const row = person(c);
      if (!row) return missing(c);
      if (c.req.path.endsWith(".xml")) return xml(c, identityDocument(world, row));
      if (!c.req.path.endsWith(".json")) return formAgain(c, `/identities/${row.cn}`, []);
      if (world.switches.jsonDetail !== "works") return refusedPage(c, 406, "Not acceptable");
      return c.json(identityJson(world, row));
    }),
  );
  app.post("/identities/:cn", async (c) => {
    const isDelete = (await readForm(c)).get("_method")?.[0] === "delete";
    return guarded(isDelete ? "Identities Delete" : "Identities Edit", (_c, _actor, form) => {
      const row = person(c);
      if (!row) return missing(c);
      if (isDelete) return written(c, deleteIdentity(world, row, "deleted through the API"), "/identities");
      if (form.get("_method")?.[0] !== "put") return missing(c);
      const fields = fieldsOf(form, "identity", world);
      return written(
        c,
        updateIdentity(world, row, fields, { replace: true, cause: BY_API }),
        `/identities/${row.cn}`,
      );
    })(c);
  });
  app.post(
    "/identities/:cn/update_roles",
    guarded("Identities Update Roles", (c, _actor, form) => {
      const row = person(c);
      if (!row || form.get("_method")?.[0] !== "put") return missing(c);
      const sent = form.get("sel_members[]");
      const back = `/identities/${row.cn}/roles`;
      // Nothing sent at all changes nothing.
      if (sent === undefined || (world.switches.emptyRoleList === "ignored" && sent.join("") === ""))
        return c.redirect(back, 302);
      const dns = sent.filter((dn) => dn !== "");
      const result = replaceRoles(world, row, dns, { limited: true, cause: "roles changed through the API" });
      return "forbidden" in result
        ? refusedPage(c, 403, "You are not authorized to assign this role")
        : written(c, result, back);
    }),
  );

  const listTokens = guarded("Tokens Listing", (c) => {
    const row = person(c);
    if (!row) return missing(c);
    const rows = world.tokensOf(row.cn);
    return c.req.path.endsWith(".xml") ? xml(c, tokensXml(world, rows)) : c.json(tokenList(world, rows));
  });
  app.get("/identities/:cn/tokens.json", listTokens);
  app.get("/identities/:cn/tokens.xml", listTokens);
  app.get(
    "/identities/:cn/photos.xml",
    guarded("Identities Listing", (c) =>
      person(c) ? xml(c, '<?xml version="1.0" encoding="UTF-8"?>\n<photos type="array"/>\n') : missing(c),
    ),
  );
  const addToken = guarded("Tokens Add", (c, _actor, form) => {
    const row = person(c);
    if (!row) return missing(c);
    const result = createToken(world, row.cn, tokenFields(form, world), "token added through the API");
    return written(c, result, "row" in result ? `/identities/${row.cn}/tokens/${result.row.cn}` : "");
  });
  app.post("/identities/:cn/tokens", addToken);
  app.post("/identities/:cn/tokens.xml", addToken);
  const tokenOf = (c: Context) => {
    const row = world.find("tokens", (c.req.param("tid") ?? "").replace(/\.xml$/, ""));
    return row?.identity === person(c)?.cn ? row : null;
  };
  app.post("/identities/:cn/tokens/:tid", async (c) => {
    const isDelete = (await readForm(c)).get("_method")?.[0] === "delete";
    return guarded(isDelete ? "Tokens Delete" : "Tokens Edit", (_c, _actor, form) => {
      const row = tokenOf(c);
      if (!row) return missing(c);
      const back = `/identities/${row.identity}/tokens`;
      if (isDelete) {
        deleteToken(world, row, "token deleted through the API");
        return c.redirect(back, 302);
      }
      const how = { replace: true, cause: "token changed through the API" };
      return written(c, updateToken(world, row, tokenFields(form, world), how), back);
    })(c);
  });
  app.put(
    "/identities/:cn/tokens/:tid",
    guarded("Tokens Edit", (c, _actor, form) => {
      const row = tokenOf(c);
      if (!row || !c.req.path.endsWith(".xml")) return missing(c);
      const how = { replace: false, cause: "token changed through the API" };
      const result = updateToken(world, row, tokenFields(form, world), how);
      return "invalid" in result
        ? c.body(
            `<?xml version="1.0" encoding="UTF-8"?><errors><error>${result.invalid}</error></errors>`,
            422,
            XML,
          )
        : c.body(null, 200);
    }),
  );
  return app;
}

async function login(c: Context, world: World, sessions: Sessions): Promise<Response> {
  const isJson = (c.req.header("content-type") ?? "").includes("json");
  const { loginBody, wrongLogin, csrfFrom } = world.switches;
  if (loginBody !== "both" && (loginBody === "json") !== isJson) return refusedPage(c, 406, "Not acceptable");
  const form = await readForm(c);
  const one = (name: string) => form.get(name)?.[0] ?? "";
  switch (sessions.check(one("login"), one("password"))) {
    case "must_change":
      return c.redirect("/sessions/change_password", 302);
    case "locked":
    case "wrong":
      if (wrongLogin === "redirect") return c.redirect("/sessions/new", 302);
      return loginPage(c, "Invalid login or password", wrongLogin === "401" ? 401 : 200);
    case "ok": {
      const { id, csrf } = sessions.start();
      c.header("set-cookie", `${SESSION_COOKIE}=${id}; path=/; secure; HttpOnly`);
      if (csrfFrom === "cookie")
        c.header("set-cookie", `${CSRF_COOKIE}=${encodeURIComponent(csrf)}; path=/; secure`, {
          append: true,
        });
      return isJson ? c.json({ success: true, location: "/" }) : c.redirect("/", 302);
    }
  }
}

async function xmlList(c: Context, world: World): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  const { xmlList: list, filter } = world.switches;
  const all = world.rows("identities").sort((a, b) => a.seq - b.seq);
  const answer = (rows: readonly IdentityRow[]) => c.body(identitiesXml(world, rows), 200, XML);
  const asked = query.get("filter");
  if (list === "not_acceptable") return refusedPage(c, 406, "Not acceptable");
  if (asked !== null) {
    if (filter !== "works") return answer(filter === "everybody" ? all : []);
    return answer(all.filter((row) => meets(row, asked)));
  }
  await pause(world);
  if (list === "nil") return c.body(nilDocument, 200, XML);
  if (list === "works" || LIST_FORM.every((name) => query.has(name))) return answer(all);
  return query.size === 0
    ? c.body(nilDocument, 200, XML)
    : refusedPage(c, 500, "We're sorry, but something went wrong.");
}

/** `attribute=value`, `*` for any; case does not matter, and `\2a` and the like stand for the character itself. */
function meets(row: IdentityRow, filter: string): boolean {
  const [name = "", ...rest] = filter.split("=");
  const value = rest.join("=");
  const held = row.attrs[name];
  if (held === undefined) return false;
  const wanted = value.replaceAll(/\\([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return value === "*" || held.toLowerCase() === wanted.toLowerCase();
}

function tokenFields(form: Form, world: World) {
  const fields = fieldsOf(form, "token", world);
  const dates = Object.fromEntries(
    DATE_FIELDS.flatMap((name) =>
      form.get(name)?.[0] === undefined ? [] : [[name, form.get(name)?.[0] ?? ""]],
    ),
  );
  return { ...fields, ...dates };
}

async function pause(world: World): Promise<void> {
  if (world.switches.listDelayMs === 0) return;
  const over = realClock.timeoutSignal(world.switches.listDelayMs);
  await new Promise<void>((resolve) => over.addEventListener("abort", () => resolve()));
}
