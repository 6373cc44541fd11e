import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { createAssociation, deleteAssociation, patchAssociation } from "./associations";
import { assignCard, createCard, deleteCard, patchCard } from "./cards";
import { openRemotely } from "./doors";
import type { Body } from "./fields";
import { type ListSpec, listPage } from "./lists";
import { createMember, deleteMember, patchMember } from "./members";
import type { Row, TableName, Tables } from "./model";
import { ApiProblem, invalid, notFound } from "./problem";
import {
  type CredentialTable,
  createEmail,
  createLink,
  createPin,
  credentialEvent,
  deleteCredential,
  patchMetadata,
} from "./sub-objects";
import { createWebhook, patchWebhook } from "./webhook-settings";
import { Wire } from "./wire";
import type { Actor, World } from "./world";

interface Env {
  Variables: { actor: Actor; wire: Wire };
}
type Ctx = Context<Env>;

async function bodyOf(c: Ctx): Promise<Body> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid("the body is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw invalid("the body must be an object");
  return { ...parsed };
}

const paramsOf = (c: Ctx) => new URL(c.req.url).searchParams;
const orgOf = (c: Ctx) => c.get("actor").organizationId;
const idOf = (c: Ctx, name = "id") => c.req.param(name) ?? "";

/** The dotted fields an event list can be filtered by; names that end in `_id` or `type` below subject and object. */
const eventFilter = (name: string) => {
  const match = /^(subject|object)\.([a-z_]+_id|type)$/.exec(name);
  if (!match) return null;
  const [, side, field = ""] = match;
  return (row: Tables["events"], value: string) =>
    (side === "subject" ? row.subject : row.object)[field] === value;
};

/** The routes under /v2. Every answer is bound to the organization of the bearer token. */
export function apiRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    const { accessTokens } = world.state.oauth;
    const token = Object.hasOwn(accessTokens, bearer) ? accessTokens[bearer] : undefined;
    if (!token || token.expiresAt <= world.nowMs()) {
      throw new ApiProblem(401, "unauthorized", "the access token is unknown or expired");
    }
    if (c.req.method !== "GET" && !token.scope.split(" ").includes("full_read_write")) {
      throw new ApiProblem(403, "forbidden", "the scope allows reading only");
    }
    c.set("actor", { organizationId: token.organizationId, via: "api" });
    c.set("wire", new Wire(world, token.organizationId));
    return next();
  });

  const list = <T extends Row>(
    c: Ctx,
    rows: T[],
    toWire: (row: T) => object,
    more: Partial<ListSpec<T>> = {},
  ) =>
    c.json(
      listPage(paramsOf(c), {
        rows,
        toWire,
        defaultLimit: world.switches.defaultLimit,
        isDeletedDefault: world.switches.listsIncludeDeleted ? "any" : "false",
        ...more,
      }),
    );
  const byName = { name: (row: { name: string }) => row.name };
  /** The object a DELETE is for, or null when it is gone already and the switch says that this is fine. */
  const toDelete = <T extends TableName>(
    table: T,
    c: Ctx,
    id: string,
  ): { row: Tables[T]; again: boolean } => {
    const row = world.find(table, orgOf(c), id);
    if (row.is_deleted && world.switches.secondDelete === 404) throw notFound(table);
    return { row, again: row.is_deleted };
  };

  app.get("/organization", (c) =>
    c.json(c.get("wire").organization(world.live("organizations", orgOf(c), orgOf(c)))),
  );

  /** GET list and GET one of a collection that clients only read. */
  const readOnly = <T extends "sites" | "devices" | "gadgets" | "schedules" | "groups">(
    path: string,
    table: T,
    toWire: (wire: Wire) => (row: Tables[T]) => object,
  ) => {
    app.get(path, (c) =>
      list(c, world.rows(table, orgOf(c)), toWire(c.get("wire")), {
        sortKeys: byName,
        filters: { q: (row, value) => row.name.toLowerCase().includes(value.toLowerCase()) },
      }),
    );
    app.get(`${path}/:id`, (c) => c.json(toWire(c.get("wire"))(world.live(table, orgOf(c), idOf(c)))));
  };
  readOnly("/sites", "sites", (w) => w.site);
  readOnly("/devices", "devices", (w) => w.device);
  readOnly("/gadgets", "gadgets", (w) => w.gadget);
  readOnly("/schedules", "schedules", (w) => w.schedule);
  readOnly("/member_groups", "groups", (w) => w.group);

  app.post("/gadgets/:id/actions/:action", (c) => {
    openRemotely(world, c.get("actor"), idOf(c), idOf(c, "action"));
    return c.json({});
  });

  // Members

  /** The members that a filter by e-mail finds. UNVERIFIED: how the vendor compares; hence the switch. */
  const membersByEmail = (org: string, value: string): ReadonlySet<string> => {
    const how = world.switches.emailFilter;
    const lower = value.toLowerCase();
    const matches = (email: string) =>
      how === "exact"
        ? email === value
        : how === "contains"
          ? email.toLowerCase().includes(lower)
          : email.toLowerCase() === lower;
    const rows = world.rows("emails", org).filter((e) => !e.is_deleted && matches(e.email));
    return new Set(rows.map((e) => e.member_id));
  };
  app.get("/members", (c) => {
    const expands = c.get("wire").memberExpands(paramsOf(c).get("expand"));
    const found = membersByEmail(orgOf(c), paramsOf(c).get("email") ?? "");
    return list(c, world.rows("members", orgOf(c)), (row) => c.get("wire").member(row, expands), {
      filters: { email: (row) => found.has(row.id) },
      sortKeys: byName,
      isDeletedDefault: "false",
    });
  });
  const expandsOfOne = (c: Ctx) => {
    const expand = paramsOf(c).get("expand");
    if (expand !== null && world.switches.expandOnOne === "refused")
      throw invalid("expand is not allowed here");
    return c.get("wire").memberExpands(expand);
  };
  app.post("/members", async (c) =>
    c.json(c.get("wire").member(createMember(world, c.get("actor"), await bodyOf(c)))),
  );
  app.get("/members/:id", (c) => {
    const expands = expandsOfOne(c);
    const row = world.find("members", orgOf(c), idOf(c));
    if (row.is_deleted && world.switches.deletedMemberReads === "not_found") throw notFound("member");
    return c.json(c.get("wire").member(row, expands));
  });
  app.patch("/members/:id", async (c) => {
    const expands = expandsOfOne(c);
    return c.json(
      c.get("wire").member(patchMember(world, c.get("actor"), idOf(c), await bodyOf(c)), expands),
    );
  });
  app.delete("/members/:id", (c) => {
    const { row, again } = toDelete("members", c, idOf(c));
    if (!again) deleteMember(world, c.get("actor"), row.id);
    return c.json(c.get("wire").member(row));
  });

  // What hangs below a member

  const member = (c: Ctx, write: boolean) =>
    write ? world.live("members", orgOf(c), idOf(c)) : world.find("members", orgOf(c), idOf(c));
  const below = <T extends CredentialTable | "associations">(c: Ctx, table: T): Tables[T] => {
    member(c, false);
    const row = world.find(table, orgOf(c), idOf(c, "sub"));
    if (row.member_id !== idOf(c)) throw notFound(table);
    return row;
  };
  const liveBelow = <T extends CredentialTable | "associations">(c: Ctx, table: T): Tables[T] => {
    member(c, true);
    const row = below(c, table);
    if (row.is_deleted) throw notFound(table);
    return row;
  };
  /** The five calls every collection below a member has. */
  const collection = <T extends CredentialTable | "associations">(
    name: string,
    table: T,
    does: {
      toWire: (wire: Wire) => (row: Tables[T]) => object;
      created?: (wire: Wire) => (row: Tables[T]) => object;
      create: (actor: Actor, memberId: string, body: Body) => Tables[T];
      patch: (actor: Actor, row: Tables[T], body: Body) => void;
      remove: (actor: Actor, row: Tables[T]) => void;
      filters?: Readonly<Record<string, (row: Tables[T], value: string) => boolean>>;
    },
  ) => {
    const path = `/members/:id/${name}`;
    app.get(path, (c) => {
      member(c, false);
      const rows = world.rows(table, orgOf(c)).filter((row) => row.member_id === idOf(c));
      return list(c, rows, does.toWire(c.get("wire")), does.filters ? { filters: does.filters } : {});
    });
    app.post(path, async (c) => {
      const body = await bodyOf(c);
      const row = does.create(c.get("actor"), member(c, true).id, body);
      return c.json((does.created ?? does.toWire)(c.get("wire"))(row));
    });
    app.get(`${path}/:sub`, (c) => c.json(does.toWire(c.get("wire"))(liveBelow(c, table))));
    app.patch(`${path}/:sub`, async (c) => {
      const body = await bodyOf(c);
      const row = liveBelow(c, table);
      does.patch(c.get("actor"), row, body);
      return c.json(does.toWire(c.get("wire"))(row));
    });
    app.delete(`${path}/:sub`, (c) => {
      below(c, table);
      const { row, again } = toDelete(table, c, idOf(c, "sub"));
      if (!again) does.remove(c.get("actor"), row);
      return c.json(does.toWire(c.get("wire"))(row));
    });
  };
  collection("emails", "emails", {
    toWire: (w) => w.email,
    create: (actor, id, body) => createEmail(world, actor, id, body),
    patch: (actor, row, body) => patchMetadata(world, actor, "emails", row, body),
    remove: (actor, row) => deleteCredential(world, actor, "emails", row),
    filters: { q: (row, value) => row.email.toLowerCase().includes(value.toLowerCase()) },
  });
  collection("pins", "pins", {
    toWire: (w) => w.pin,
    created: (w) => w.revealedPin,
    create: (actor, id, body) => createPin(world, actor, id, body),
    patch: (actor, row, body) => patchMetadata(world, actor, "pins", row, body),
    remove: (actor, row) => deleteCredential(world, actor, "pins", row),
  });
  app.post("/members/:id/pins/:sub/reveal", (c) => {
    const row = liveBelow(c, "pins");
    world.logEvent(c.get("actor"), "reveal", credentialEvent("pins", row));
    return c.json(c.get("wire").revealedPin(row));
  });
  collection("cards", "memberCards", {
    toWire: (w) => w.memberCard,
    create: (actor, id, body) => assignCard(world, actor, id, body),
    patch: (actor, row, body) => patchMetadata(world, actor, "memberCards", row, body),
    remove: (actor, row) => deleteCredential(world, actor, "memberCards", row),
  });
  collection("magic_links", "magicLinks", {
    toWire: (w) => w.magicLink,
    create: (actor, id, body) => createLink(world, actor, "magicLinks", id, body),
    patch: (actor, row, body) => patchMetadata(world, actor, "magicLinks", row, body),
    remove: (actor, row) => deleteCredential(world, actor, "magicLinks", row),
  });
  app.post("/members/:id/magic_links/:sub/reveal", (c) => {
    const row = liveBelow(c, "magicLinks");
    world.logEvent(c.get("actor"), "reveal", credentialEvent("magicLinks", row));
    return c.json({ link: `https://link.akiles.app/#ml_${row.secret}` });
  });
  collection("tokens", "tokens", {
    toWire: (w) => w.token,
    created: (w) => (row) => ({ ...w.token(row), token: row.secret }),
    create: (actor, id, body) => createLink(world, actor, "tokens", id, body),
    patch: (actor, row, body) => patchMetadata(world, actor, "tokens", row, body),
    remove: (actor, row) => deleteCredential(world, actor, "tokens", row),
  });
  collection("group_associations", "associations", {
    toWire: (w) => w.association,
    create: (actor, id, body) => createAssociation(world, actor, id, body),
    patch: (actor, row, body) => patchAssociation(world, actor, row, body),
    remove: (actor, row) => deleteAssociation(world, actor, row),
  });

  // Cards of the organization

  app.get("/cards", (c) => list(c, world.rows("cards", orgOf(c)), c.get("wire").card, { sortKeys: byName }));
  app.post("/cards", async (c) =>
    c.json(c.get("wire").card(createCard(world, c.get("actor"), await bodyOf(c)))),
  );
  app.get("/cards/:id", (c) => c.json(c.get("wire").card(world.live("cards", orgOf(c), idOf(c)))));
  app.patch("/cards/:id", async (c) =>
    c.json(c.get("wire").card(patchCard(world, c.get("actor"), idOf(c), await bodyOf(c)))),
  );
  app.delete("/cards/:id", (c) => {
    const { row, again } = toDelete("cards", c, idOf(c));
    if (!again) deleteCard(world, c.get("actor"), row.id);
    return c.json(c.get("wire").card(row));
  });

  // Events and webhooks

  app.get("/events", (c) => {
    const expand = paramsOf(c).get("expand");
    return list(c, world.rows("events", orgOf(c)), (row) => c.get("wire").expandedEvent(row, expand), {
      filters: { verb: (row, value) => row.verb === value },
      anyFilter: eventFilter,
      sortKeys: { occurred_at: (row) => row.occurred_at },
    });
  });
  app.get("/events/:id", (c) => c.json(c.get("wire").event(world.live("events", orgOf(c), idOf(c)))));

  app.get("/webhooks", (c) => list(c, world.rows("webhooks", orgOf(c)), c.get("wire").webhook));
  app.post("/webhooks", async (c) => {
    const secret = randomBytes(24).toString("hex");
    return c.json(c.get("wire").newWebhook(createWebhook(world, c.get("actor"), await bodyOf(c), secret)));
  });
  app.get("/webhooks/:id", (c) => c.json(c.get("wire").webhook(world.live("webhooks", orgOf(c), idOf(c)))));
  app.patch("/webhooks/:id", async (c) => {
    const row = world.live("webhooks", orgOf(c), idOf(c));
    return c.json(c.get("wire").webhook(patchWebhook(world, c.get("actor"), row, await bodyOf(c))));
  });
  app.delete("/webhooks/:id", (c) => {
    const { row, again } = toDelete("webhooks", c, idOf(c));
    if (!again) {
      row.is_deleted = true;
      world.dirty = true;
      world.logEvent(c.get("actor"), "delete", { type: "webhook", ids: { webhook_id: row.id } });
    }
    return c.json(c.get("wire").webhook(row));
  });

  app.onError((error, c) => {
    if (!(error instanceof ApiProblem)) throw error;
    return c.json({ type: error.type, message: error.message, args: error.args }, error.status);
  });
  app.all("*", () => {
    throw new ApiProblem(404, "not_found", "no such endpoint");
  });
  return app;
}
