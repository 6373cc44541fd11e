import { Hono } from "hono";
import { type ApiEnv, bodyOf, forAccountAdmins, paramsOf } from "./caller";
import { flagField, idsField, requiredText } from "./fields";
import { applyFilter, type Clause, contains, type Operator, parseFilter, type Test } from "./filters";
import { changeGroups, groupIdsOf } from "./groups";
import { revokeCredentials } from "./invitations";
import type { UserRow } from "./model";
import { page, whole } from "./paging";
import { invalid, notFound } from "./problem";
import { byExternalId, changeUser, createUser, deleteUser, suspendUser } from "./users";
import type { World } from "./world";

const BY = "the API";

function statusTest(world: World): Test<UserRow> {
  return (user, { values }) =>
    values.some((value) => {
      // Deleted users are not listed any more.
      if (value === "deleted") return false;
      if (value === "suspended") return user.suspended;
      if (value === "active") return !user.suspended;
      if (value === "unaffiliated") return groupIdsOf(world, user.account, user.id).length === 0;
      throw invalid("unknown user_status");
    });
}

/** There is no filter by e-mail, nor by externalId. */
function userFilter(world: World) {
  const text = (read: (user: UserRow) => string | null) => ({
    operators: ["eq"] as const,
    test: contains(read),
  });
  return (field: string): { operators: readonly Operator[]; test: Test<UserRow> } | undefined => {
    if (field === "id") {
      const test = (user: UserRow, { operator, values }: Clause) =>
        values.includes(String(user.id)) === (operator === "eq");
      return { operators: ["eq", "ne"], test };
    }
    if (field === "firstname") return text((user) => user.firstName);
    if (field === "lastname") return text((user) => user.lastName);
    if (field === "user_status") return { operators: ["eq"], test: statusTest(world) };
    const custom = /^cf_(\d+)$/.exec(field)?.[1];
    if (custom === undefined) return undefined;
    const like = contains((user: UserRow) => user.customFields[custom] ?? null);
    const test = (user: UserRow, clause: Clause) =>
      clause.operator === "exact"
        ? clause.values.includes(user.customFields[custom] ?? "")
        : like(user, clause);
    return { operators: ["eq", "exact"], test };
  };
}

export function userRoutes(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();

  app.get("/users", (c) => {
    const { world, account, wire } = c.get("caller");
    const params = paramsOf(c);
    const clauses = parseFilter(params.get("filter"));
    const rows = applyFilter(world.rows("users", account), clauses, userFilter(world));
    return c.json(page(world, params, rows, wire.userRow));
  });
  app.post("/users", async (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.user(createUser(world, account, await bodyOf(c), BY)));
  });
  app.get("/users/:externalId/external", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.user(byExternalId(world, account, c.req.param("externalId"))));
  });
  app.get("/users/:id", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.user(world.find("users", account, c.req.param("id"))));
  });
  for (const erases of [true, false]) {
    app.on(erases ? "PUT" : "PATCH", "/users/:id", async (c) => {
      const { world, account, wire } = c.get("caller");
      const user = changeUser(world, account, c.req.param("id"), await bodyOf(c), { erases, by: BY });
      return c.json(wire.user(user));
    });
  }
  app.delete("/users/:id", (c) => {
    const { world, account } = c.get("caller");
    deleteUser(world, account, c.req.param("id"), BY);
    return c.body(null, 204);
  });

  app.get("/users/:id/suspended", (c) => {
    const { world, account } = c.get("caller");
    const { id, suspended } = world.find("users", account, c.req.param("id"));
    return c.json({ id, suspended });
  });
  app.put("/users/:id/suspended", async (c) => {
    const { world, account } = c.get("caller");
    const wanted = flagField(await bodyOf(c), "suspended");
    if (wanted === undefined) throw invalid("suspended is required");
    const { id, suspended } = suspendUser(world, account, c.req.param("id"), wanted, BY);
    return c.json({ id, suspended });
  });
  app.post("/users/:id/revoke-credentials", (c) => {
    const { world, account } = c.get("caller");
    revokeCredentials(world, account, world.find("users", account, c.req.param("id")), BY);
    return c.json({ message: "Credentials revoked" });
  });

  app.get("/users/:id/groups", forAccountAdmins, (c) => {
    const { world, account, wire } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    return c.json(whole(wire.groupsOf(user), wire.groupRow));
  });
  app.post("/users/:id/groups", forAccountAdmins, async (c) => {
    const { world, account, wire } = c.get("caller");
    const body = await bodyOf(c);
    const change = { add: idsField(body, "addGroups"), remove: idsField(body, "removeGroups") };
    changeGroups(world, account, c.req.param("id"), change, BY);
    const user = world.find("users", account, c.req.param("id"));
    return c.json(whole(wire.groupsOf(user), wire.groupRow));
  });

  app.get("/custom-fields", (c) => {
    const { world, account } = c.get("caller");
    const rows = world.rows("customFields", account);
    return c.json(
      whole(rows, ({ id, name, type }) => ({ id, fieldName: name, fieldType: type, displayOrder: 1 })),
    );
  });
  app.get("/users/:id/custom-fields", (c) => {
    const { world, account, wire } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    return c.json(whole(wire.customFields(user), (field) => field));
  });
  app.put("/users/:id/custom-fields/:field", async (c) => {
    const { world, account } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    const field = world.find("customFields", account, c.req.param("field"));
    user.customFields[String(field.id)] = requiredText(await bodyOf(c), "value");
    world.dirty = true;
    return c.json({ id: field.id, value: user.customFields[String(field.id)] });
  });
  app.delete("/users/:id/custom-fields/:field", (c) => {
    const { world, account } = c.get("caller");
    const user = world.find("users", account, c.req.param("id"));
    if (user.customFields[c.req.param("field")] === undefined) throw notFound("Custom field not found");
    delete user.customFields[c.req.param("field")];
    world.dirty = true;
    return c.body(null, 204);
  });
  return app;
}
