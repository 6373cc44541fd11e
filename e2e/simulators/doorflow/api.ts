import { type Context, Hono } from "hono";
import { AlreadyThere, createCredential, deleteCredential, updateCredential } from "./credentials";
import { listEvents } from "./events";
import type { Body } from "./fields";
import { createGroupReservation, deleteGroupReservation } from "./group-reservations";
import { listAsk, pageHeaders } from "./lists";
import type { Row, TableName, Tables } from "./model";
import { createPerson, deletePerson, updatePerson } from "./people";
import { ApiProblem, badRequest, forbidden, notFound, unauthorized } from "./problem";
import { createReservation, deleteReservation } from "./reservations";
import { allows } from "./scopes";
import { requestSync } from "./sync";
import { bearerOf } from "./tokens";
import type { Acknowledgements } from "./webhook-sender";
import { Wire } from "./wire";
import type { World } from "./world";

interface Env {
  Variables: { account: string; scope: string; wire: Wire };
}
type Ctx = Context<Env>;
type Json = Record<string, unknown>;

const CAUSE = "changed through the API";

async function bodyOf(c: Ctx): Promise<Body> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await c.req.text());
  } catch {
    throw badRequest("There was a problem in the JSON you submitted");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw badRequest("There was a problem in the JSON you submitted");
  return { ...parsed };
}

const paramsOf = (c: Ctx) => new URL(c.req.url).searchParams;
const idOf = (c: Ctx, name = "id") => (c.req.param(name) ?? "").replace(/\.json$/, "");

/** The routes under /api/3. Every answer is bound to the account of the bearer token. */
export function apiRoutes(world: World, acks: Acknowledgements): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const token = bearerOf(world, c.req.header("authorization"));
    if (!token) throw unauthorized();
    c.set("account", token.accountId);
    c.set("scope", token.scope);
    c.set("wire", new Wire(world, token.accountId));
    return next();
  });

  const need = (c: Ctx, scope: string) => {
    if (!allows(c.get("scope"), scope)) throw forbidden();
  };
  const one = <T extends TableName>(c: Ctx, table: T, name?: string): Tables[T] =>
    world.live(table, c.get("account"), idOf(c, name));

  /** Answers with one object, in the form the switches say. */
  const single = (c: Ctx, object: Json, status: 200 | 201 | 204 = 200) =>
    status === 204 ? c.body(null, 204) : c.json(world.switches.arrayWrapped ? [object] : object, status);
  const removed = (c: Ctx) => {
    const { deleteStatus, deleteBody } = world.switches;
    if (deleteStatus === 204) return c.body(null, 204);
    return deleteBody === "json" ? c.json({ result: "ok" }) : c.text(deleteBody === "text" ? "OK" : "");
  };
  const list = <T>(
    c: Ctx,
    rows: readonly T[],
    toWire: (row: T) => Json,
    sizes = { default: 500, max: 1000 },
  ) => {
    const { perPage, page, all } = listAsk(paramsOf(c), sizes);
    const shown = all ? rows : rows.slice((page - 1) * perPage, page * perPage);
    const headers = pageHeaders({ total: rows.length, perPage, page }, world.switches.pageHeaders);
    return c.json(shown.map(toWire), 200, headers);
  };
  const updatedSince = (c: Ctx) => {
    const text = paramsOf(c).get("since_utc") ?? paramsOf(c).get("since");
    const since = Date.parse(text ?? "");
    return (row: Row) => Number.isNaN(since) || row.updated_at >= since;
  };
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

  app.get("/account", (c) => {
    const id = c.get("account");
    return single(c, c.get("wire").account(world.live("accounts", id, id)));
  });

  app.get("/groups", (c) => {
    need(c, "account.group.readonly");
    return c.json(world.rows("groups", c.get("account")).sort(byName).map(c.get("wire").group));
  });
  app.get("/roles", (c) => {
    need(c, "account.role.readonly");
    return c.json(world.rows("roles", c.get("account")).sort(byName).map(c.get("wire").role));
  });
  app.get("/sites", (c) => {
    need(c, "account.site.readonly");
    return list(c, world.rows("sites", c.get("account")), c.get("wire").site);
  });
  app.get("/channels", (c) => {
    need(c, "account.channel.readonly");
    const site = paramsOf(c).get("site_id");
    const rows = world.rows("channels", c.get("account"));
    return list(c, site === null ? rows : rows.filter((row) => row.site_id === site), c.get("wire").channel);
  });
  app.get("/channels/:id", (c) => {
    need(c, "account.channel.readonly");
    return single(c, c.get("wire").channel(one(c, "channels")));
  });
  app.get("/credential_types", (c) => {
    need(c, "account.credential_type.readonly");
    return list(c, world.rows("credentialTypes", c.get("account")), c.get("wire").credentialType);
  });

  app.get("/people", (c) => {
    need(c, "account.person.readonly");
    const email = paramsOf(c).get("email")?.toLowerCase();
    const systemId = paramsOf(c).get("system_id");
    const isExact = world.switches.emailFilter === "exact";
    const rows = world.rows("people", c.get("account")).filter((row) => {
      const own = row.email?.toLowerCase();
      const hasEmail = email === undefined || (isExact ? own === email : own?.includes(email) === true);
      return hasEmail && (systemId === null || row.system_id === systemId);
    });
    return list(c, rows.filter(updatedSince(c)), c.get("wire").person, { default: 50, max: 100 });
  });
  app.post("/people", async (c) => {
    need(c, "account.person");
    return single(
      c,
      c.get("wire").person(createPerson(world, c.get("account"), await bodyOf(c), CAUSE)),
      201,
    );
  });
  app.get("/people/:id", (c) => {
    need(c, "account.person.readonly");
    return single(c, c.get("wire").person(one(c, "people")));
  });
  app.put("/people/:id", async (c) => {
    need(c, "account.person");
    const row = updatePerson(world, one(c, "people"), await bodyOf(c), CAUSE);
    return single(c, c.get("wire").person(row), world.switches.updateStatus);
  });
  app.delete("/people/:id", (c) => {
    need(c, "account.person");
    deletePerson(world, one(c, "people"), "deleted through the API");
    return removed(c);
  });

  app.get("/credentials", (c) => {
    need(c, "account.person.readonly");
    return list(c, world.rows("credentials", c.get("account")), (row) => c.get("wire").credential(row));
  });
  const below = "/people/:id/credentials";
  const held = (c: Ctx) => {
    const row = one(c, "credentials", "sub");
    if (row.person_id !== one(c, "people").id) throw notFound();
    return row;
  };
  app.get(below, (c) => {
    need(c, "account.person.readonly");
    const rows = world.ofPerson("credentials", one(c, "people").id).filter((row) => !row.deleted);
    return list(c, rows, (row) => c.get("wire").credential(row));
  });
  app.post(below, async (c) => {
    need(c, "account.person");
    try {
      const row = createCredential(world, one(c, "people"), await bodyOf(c));
      return single(c, c.get("wire").credential(row, true), 201);
    } catch (error) {
      if (!(error instanceof AlreadyThere)) throw error;
      return c.json(c.get("wire").credential(error.row), 409);
    }
  });
  app.get(`${below}/:sub`, (c) => {
    need(c, "account.person.readonly");
    acks.note(paramsOf(c).get("ack_token"));
    return single(c, c.get("wire").credential(held(c)));
  });
  app.put(`${below}/:sub`, async (c) => {
    need(c, "account.person");
    const row = updateCredential(world, held(c), await bodyOf(c));
    return single(c, c.get("wire").credential(row, true), world.switches.updateStatus);
  });
  app.delete(`${below}/:sub`, (c) => {
    need(c, "account.person");
    return deleteCredential(world, held(c)) ? c.text("OK") : c.text("Accepted", 202);
  });

  app.get("/group_reservations", (c) => {
    need(c, "account.group_reservation.readonly");
    const rows = world
      .rows("groupReservations", c.get("account"))
      .filter((row) => row.state !== "deactivated")
      .filter(updatedSince(c));
    return list(c, rows, c.get("wire").groupReservation);
  });
  app.post("/group_reservations", async (c) => {
    need(c, "account.group_reservation");
    const row = createGroupReservation(world, c.get("account"), await bodyOf(c));
    return single(c, c.get("wire").groupReservation(row), 201);
  });
  app.delete("/group_reservations/:id", (c) => {
    need(c, "account.group_reservation");
    deleteGroupReservation(world, c.get("account"), idOf(c));
    return removed(c);
  });

  app.get("/reservations", (c) => {
    need(c, "account.reservation.readonly");
    const rows = world.rows("reservations", c.get("account")).filter((row) => row.until > world.nowMs());
    return list(c, rows.filter(updatedSince(c)), c.get("wire").reservation);
  });
  app.post("/reservations", async (c) => {
    need(c, "account.reservation");
    const row = createReservation(world, c.get("account"), await bodyOf(c));
    return single(c, c.get("wire").reservation(row), 201);
  });
  app.delete("/reservations/:id", (c) => {
    need(c, "account.reservation");
    deleteReservation(world, one(c, "reservations"));
    return removed(c);
  });

  app.get("/events", (c) => {
    need(c, "account.event.access.readonly");
    const page = listEvents(world, c.get("account"), (name) => paramsOf(c).get(name) ?? undefined);
    return c.json(page.rows.map(c.get("wire").event), 200, pageHeaders(page, world.switches.pageHeaders));
  });
  app.get("/events/:id", (c) => {
    need(c, "account.event.access.readonly");
    acks.note(paramsOf(c).get("ack_token"));
    return single(c, c.get("wire").event(one(c, "events")));
  });

  app.post("/sync", (c) => {
    need(c, "account.sync");
    requestSync(world, c.get("account"));
    return c.json({ result: "ok" });
  });

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    return c.json(error.body, error.status);
  });
  app.all("*", () => {
    throw notFound();
  });
  return app;
}
