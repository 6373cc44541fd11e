import { type Context, Hono } from "hono";
import { z } from "zod";
import { authRoutes, type Caller, callerOf, demand } from "./auth";
import { generateLink, openWithLink, unlockByKey } from "./cloud-keys";
import { createCredential, deleteCredential, mail, patchCredential, setupMobile } from "./credentials";
import { eventPage, oldReport } from "./events";
import { idOf, parseBody } from "./fields";
import { listPage, meta } from "./lists";
import {
  patchGroupUsers,
  patchUserGroups,
  putGroupUsers,
  putSiteIds,
  putUserGroups,
  putZoneIds,
  putZoneUsers,
} from "./memberships";
import type { CredentialRow, Region, UserRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import { hookEvents, type Subscriptions } from "./subscriptions";
import { createUser, deleteUser, patchCustomField, patchUser, setStatus } from "./users";
import { Wire } from "./wire";
import type { World } from "./world";

type Json = Record<string, unknown>;
type Mode = "r" | "w";

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid("Invalid request payload JSON format");
  }
}

const USER_OPTIONS = [
  "withRoles",
  "withUserSites",
  "withPicture",
  "withRealUserGroups",
  "ignoreSiteSpecificAccess",
];

/** Everything the vendor serves in one region: sessions, `/orgs/{org}/...` and the use of links. */
export function apiRoutes(
  world: World,
  region: Region,
  subscriptions: Subscriptions,
  origin: () => string,
): Hono {
  const app = new Hono();
  const wire = new Wire(world);
  app.route("/", authRoutes(world, region));

  app.post("/tokens/cloudKeyUnlockTokens/:token/use", async (c) => {
    openWithLink(world, c.req.param("token"), await bodyOf(c));
    return c.body(null, 204);
  });

  /** A route below the organization: signed in, in the organization, with the right to do it. */
  const on = (
    method: "get" | "post" | "put" | "patch" | "delete",
    path: string,
    [resource, mode]: readonly [string, Mode],
    act: (c: Context, caller: Caller) => Promise<Response> | Response,
  ) =>
    app[method](`/orgs/:org${path}`, async (c) => {
      const caller = callerOf(world, region, c, idOf(c.req.param("org") ?? ""));
      demand(caller, resource, mode);
      return act(c, caller);
    });
  const param = (c: Context, name: string) => idOf(c.req.param(name) ?? "");
  const userOf = (c: Context, { org }: Caller): UserRow => world.find("users", org.id, param(c, "user"));
  const credentialOf = (c: Context, caller: Caller): CredentialRow => {
    const row = world.find("credentials", caller.org.id, param(c, "credential"));
    if (row.userId !== userOf(c, caller).id) throw world.notFound("credentials");
    return row;
  };
  const one = (c: Context, data: object, status: 200 | 201 = 200) =>
    c.json({ data, meta: meta(world) }, status);
  const none = (c: Context) => c.body(null, 204);
  const paramsOf = (c: Context) => new URL(c.req.url).searchParams;
  const paramsOfBody = async (c: Context) => {
    const body = parseBody(z.record(z.string(), z.union([z.string(), z.number()])), await bodyOf(c));
    return new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)]));
  };
  const [READ, WRITE] = [["user", "r"] as const, ["user", "w"] as const];

  // People

  const listUsers = (orgId: number, params: URLSearchParams): Json => {
    const shown = world
      .rows("users", orgId)
      .filter((u) => world.switches.listsShowDeleted || u.status !== "I");
    const rows = shown.map((u) => wire.user(u, true));
    return listPage(world, params, {
      rows,
      sort: "identity.lastName",
      options: USER_OPTIONS,
      hasCursors: true,
    });
  };
  on("get", "/users", READ, (c, { org }) => c.json(listUsers(org.id, paramsOf(c))));
  on("post", "/users/list", READ, async (c, { org }) => c.json(listUsers(org.id, await paramsOfBody(c))));
  on("post", "/users", WRITE, async (c, { org }) =>
    one(c, wire.user(createUser(world, org.id, await bodyOf(c))), 201),
  );
  on("get", "/users/:user", READ, (c, caller) => one(c, wire.user(userOf(c, caller))));
  on("patch", "/users/:user", WRITE, async (c, caller) => {
    const user = userOf(c, caller);
    patchUser(world, user, await bodyOf(c));
    return one(c, wire.user(user));
  });
  on("put", "/users/:user/status", WRITE, async (c, caller) => {
    setStatus(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("delete", "/users/:user", WRITE, (c, caller) => {
    deleteUser(world, userOf(c, caller));
    return none(c);
  });
  on("post", "/users/:user/verifyEmail", WRITE, (c, caller) => {
    mail(world, userOf(c, caller), "verify", null);
    return none(c);
  });
  on("patch", "/users/:user/customFields/:field", WRITE, async (c, caller) => {
    patchCustomField(world, userOf(c, caller), c.req.param("field") ?? "", await bodyOf(c));
    return none(c);
  });

  // Groups and direct rights

  const listGroups = (orgId: number, params: URLSearchParams): Json => {
    const withSites = (params.get("options") ?? "").split(",").includes("withSites");
    const rows = world.rows("groups", orgId).map(withSites ? wire.groupWithSites : wire.group);
    return listPage(world, params, {
      rows,
      sort: "name",
      options: ["withSites", "ignoreSiteSpecificAccess"],
    });
  };
  on("get", "/groups", READ, (c, { org }) => c.json(listGroups(org.id, paramsOf(c))));
  on("post", "/groups/list", READ, async (c, { org }) => c.json(listGroups(org.id, await paramsOfBody(c))));
  on("get", "/users/:user/groups", READ, (c, caller) => {
    const rows = userOf(c, caller).groupIds.map((id) => ({ id, name: world.get("groups", id)?.name }));
    return c.json(listPage(world, paramsOf(c), { rows, sort: "name" }));
  });
  on("patch", "/users/:user/groupIds", WRITE, async (c, caller) => {
    patchUserGroups(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("put", "/users/:user/groupIds", WRITE, async (c, caller) => {
    putUserGroups(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("get", "/groups/:group/userIds", READ, (c, { org }) => {
    const { id } = world.find("groups", org.id, param(c, "group"));
    const data = world.rows("users", org.id).flatMap((u) => (u.groupIds.includes(id) ? [u.id] : []));
    return c.json({ data, meta: meta(world) });
  });
  on("patch", "/groups/:group/userIds", WRITE, async (c, { org }) => {
    patchGroupUsers(world, org.id, param(c, "group"), await bodyOf(c));
    return none(c);
  });
  on("put", "/groups/:group/userIds", WRITE, async (c, { org }) => {
    putGroupUsers(world, org.id, param(c, "group"), await bodyOf(c));
    return none(c);
  });
  on("put", "/groups/:group/users/:user", WRITE, (c, caller) => {
    patchUserGroups(world, userOf(c, caller), { add: [param(c, "group")] });
    return none(c);
  });
  on("delete", "/groups/:group/users/:user", WRITE, (c, caller) => {
    patchUserGroups(world, userOf(c, caller), { remove: [param(c, "group")] });
    return none(c);
  });
  on("put", "/users/:user/zoneUsers", WRITE, async (c, caller) => {
    putZoneUsers(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("put", "/users/:user/zoneIds", WRITE, async (c, caller) => {
    putZoneIds(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("put", "/users/:user/siteIds", WRITE, async (c, caller) => {
    putSiteIds(world, userOf(c, caller), await bodyOf(c));
    return none(c);
  });
  on("get", "/users/:user/entries", READ, (c, caller) =>
    c.json(listPage(world, paramsOf(c), { rows: wire.userEntries(userOf(c, caller)), sort: "name" })),
  );
  for (const table of ["sites", "zones", "entries"] as const)
    on("get", `/${table}`, ["site", "r"], (c, { org }) => {
      const rows =
        table === "entries"
          ? world.rows("entries", org.id).map(wire.entry)
          : world.rows(table, org.id).map((row) => ({ ...row }));
      return c.json(listPage(world, paramsOf(c), { rows, sort: "name" }));
    });
  on("post", "/triggerPermissionsChange", WRITE, none);

  // Credentials

  on("get", "/credentialTypes", READ, (c) => {
    const rows = world.all("credentialTypes").map((row) => ({ ...row }));
    return c.json(listPage(world, paramsOf(c), { rows, sort: "id" }));
  });
  on("get", "/cardFormats", READ, (c, { org }) => {
    const rows = world.rows("cardFormats", org.id).map(({ fields, orgId: _of, ...row }) => ({
      ...row,
      description: { fields: fields.map((name) => ({ name })) },
    }));
    return c.json(listPage(world, paramsOf(c), { rows, sort: "id" }));
  });
  on("get", "/credentials", READ, (c, { org }) => {
    const rows = world.rows("credentials", org.id).map(wire.credentialWithUser);
    return c.json(listPage(world, paramsOf(c), { rows, sort: "id" }));
  });
  on("get", "/users/:user/credentials", READ, (c, caller) => {
    const user = userOf(c, caller);
    const own = world.rows("credentials", user.orgId).filter((row) => row.userId === user.id);
    return c.json(listPage(world, paramsOf(c), { rows: own.map(wire.credential), sort: "id" }));
  });
  on("post", "/users/:user/credentials", WRITE, async (c, caller) =>
    one(c, wire.credential(createCredential(world, userOf(c, caller), await bodyOf(c))), 201),
  );
  const credential = "/users/:user/credentials/:credential";
  on("get", credential, READ, (c, caller) => one(c, wire.credential(credentialOf(c, caller))));
  on("patch", credential, WRITE, async (c, caller) =>
    one(c, wire.credential(patchCredential(world, credentialOf(c, caller), await bodyOf(c)))),
  );
  on("delete", credential, WRITE, (c, caller) => {
    deleteCredential(world, credentialOf(c, caller));
    return none(c);
  });
  on("post", `${credential}/setupMobile`, WRITE, (c, caller) => {
    setupMobile(world, userOf(c, caller), credentialOf(c, caller));
    return none(c);
  });
  on("post", `${credential}/setupWallet`, WRITE, (c, caller) => {
    mail(world, userOf(c, caller), "setup_wallet", credentialOf(c, caller).id);
    return none(c);
  });
  on("post", `${credential}/generateSetupMobileToken`, WRITE, (c, caller) => {
    const row = credentialOf(c, caller);
    if (row.model !== "mobile") throw invalid("Not a mobile credential.");
    return one(c, { setupMobileToken: world.secret() }, 201);
  });
  on("post", `${credential}/generateCloudKeyUnlockToken`, WRITE, async (c, caller) =>
    one(c, generateLink(world, credentialOf(c, caller), await bodyOf(c), origin()), 201),
  );
  on("post", `${credential}/cloudKeyEntryUnlock`, WRITE, async (c, caller) => {
    unlockByKey(world, credentialOf(c, caller), await bodyOf(c));
    return none(c);
  });

  // Reports and subscriptions

  on("get", "/reports/activity/events", ["rpt", "r"], (c, { org }) =>
    c.json(eventPage(world, wire, org.id, paramsOf(c))),
  );
  on("get", "/reports/activity", ["rpt", "r"], (c, { org }) => c.json(oldReport(world, wire, org.id)));
  const HOOKS = ["outboundWebhooks", "w"] as const;
  on("get", "/hookEvents", HOOKS, (c) => {
    const rows = hookEvents();
    return c.json(listPage(world, paramsOf(c), { rows, sort: "id" }));
  });
  on("get", "/subscriptions", HOOKS, (c, { org }) =>
    c.json(listPage(world, paramsOf(c), { rows: subscriptions.list(org.id), sort: "id" })),
  );
  on("post", "/subscriptions", HOOKS, async (c, { org }) =>
    one(c, await subscriptions.create(org.id, await bodyOf(c)), 201),
  );
  on("get", "/subscriptions/:id", HOOKS, (c, { org }) => one(c, subscriptions.one(org.id, param(c, "id"))));
  on("patch", "/subscriptions/:id", HOOKS, async (c, { org }) => {
    subscriptions.patch(org.id, param(c, "id"), await bodyOf(c));
    return none(c);
  });
  on("delete", "/subscriptions/:id", HOOKS, (c, { org }) => {
    subscriptions.remove(org.id, param(c, "id"));
    return none(c);
  });
  app.onError((error, c) => {
    world.flush();
    if (error instanceof ApiProblem) return c.json(error.body, error.status);
    if (error instanceof SyntaxError) return c.json(invalid("Invalid request payload JSON format").body, 400);
    throw error;
  });
  app.notFound((c) => c.json(new ApiProblem(404, "Not Found").body, 404));
  return app;
}
