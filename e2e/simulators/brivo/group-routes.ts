import { Hono } from "hono";
import { type ApiEnv, bodyOf, forAccountAdmins, paramsOf } from "./caller";
import { activate } from "./doors";
import { requiredText } from "./fields";
import { applyFilter, contains, type Operator, parseFilter, type Test } from "./filters";
import { createGroup, join, leave } from "./groups";
import type { DoorRow, GroupRow, SiteRow, UserRow } from "./model";
import { page } from "./paging";
import type { World } from "./world";

const BY = "the API";
type Known<T> = (field: string) => { operators: readonly Operator[]; test: Test<T> } | undefined;

const byName = <T extends { name: string }>(): Known<T> => {
  const test = contains((row: T) => row.name);
  return (field) => (field === "name" ? { operators: ["eq"], test } : undefined);
};

function listOf<T>(
  world: World,
  params: URLSearchParams,
  rows: T[],
  known: Known<T>,
  toWire: (row: T) => object,
) {
  return page(world, params, applyFilter(rows, parseFilter(params.get("filter")), known), toWire);
}

const siteRow = (site: SiteRow) => ({ id: site.id, siteName: site.name });

/** Groups that open a door of the site. */
function groupsOfSite(world: World, account: number, siteId: number): GroupRow[] {
  const doors = new Set(
    world
      .rows("doors", account)
      .filter((door) => door.siteId === siteId)
      .map((door) => door.id),
  );
  return world
    .rows("groups", account)
    .filter((group) => !group.hidden && group.permissions.some((p) => doors.has(p.doorId)));
}

export function groupRoutes(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use("/groups/*", forAccountAdmins);
  app.use("/groups", forAccountAdmins);

  app.get("/groups", (c) => {
    const { world, account, wire } = c.get("caller");
    const rows = world.rows("groups", account).filter((group) => !group.hidden);
    return c.json(listOf(world, paramsOf(c), rows, byName<GroupRow>(), wire.groupRow));
  });
  app.post("/groups", async (c) => {
    const { world, account, wire } = c.get("caller");
    const name = requiredText(await bodyOf(c), "name");
    return c.json(wire.group(createGroup(world, account, { name }, BY)));
  });
  app.get("/groups/:id", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.group(world.find("groups", account, c.req.param("id"))));
  });
  app.get("/groups/:id/users", (c) => {
    const { world, account, wire } = c.get("caller");
    const group = world.find("groups", account, c.req.param("id"));
    const ids = world.rows("memberships", account).filter((m) => m.groupId === group.id);
    const users: UserRow[] = ids.map((m) => world.find("users", account, m.userId));
    return c.json(page(world, paramsOf(c), users, wire.groupUser));
  });
  app.put("/groups/:id/users/:user", (c) => {
    const { world, account } = c.get("caller");
    join(world, account, c.req.param("id"), c.req.param("user"), BY);
    return c.body(null, 204);
  });
  app.delete("/groups/:id/users/:user", (c) => {
    const { world, account } = c.get("caller");
    leave(world, account, c.req.param("id"), c.req.param("user"), BY);
    return c.body(null, 204);
  });
  app.get("/groups/:id/access/access-points", (c) => {
    const { world, account, wire } = c.get("caller");
    const group = world.find("groups", account, c.req.param("id"));
    const toWire = ({ doorId, scheduleId }: GroupRow["permissions"][number]) => ({
      accessPoint: wire.door(world.find("doors", account, doorId)),
      ...(scheduleId === null ? {} : { schedule: { id: scheduleId } }),
    });
    return c.json(page(world, paramsOf(c), group.permissions, toWire));
  });

  app.get("/sites", (c) => {
    const { world, account } = c.get("caller");
    return c.json(listOf(world, paramsOf(c), world.rows("sites", account), byName<SiteRow>(), siteRow));
  });
  app.get("/sites/:id", (c) => {
    const { world, account } = c.get("caller");
    const site = world.find("sites", account, c.req.param("id"));
    return c.json({ ...siteRow(site), timeZone: site.timeZone });
  });
  app.get("/sites/:id/groups", forAccountAdmins, (c) => {
    const { world, account, wire } = c.get("caller");
    const site = world.find("sites", account, c.req.param("id"));
    const rows = groupsOfSite(world, account, site.id);
    return c.json(listOf(world, paramsOf(c), rows, byName<GroupRow>(), wire.groupRow));
  });
  app.get("/sites/:id/access-points", (c) => {
    const { world, account, wire } = c.get("caller");
    const site = world.find("sites", account, c.req.param("id"));
    const rows = world.rows("doors", account).filter((door) => door.siteId === site.id);
    return c.json(listOf(world, paramsOf(c), rows, byName<DoorRow>(), wire.door));
  });
  app.get("/access-points", (c) => {
    const { world, account, wire } = c.get("caller");
    const rows = world.rows("doors", account);
    return c.json(listOf(world, paramsOf(c), rows, byName<DoorRow>(), wire.door));
  });
  app.get("/access-points/:id", (c) => {
    const { world, account, wire } = c.get("caller");
    return c.json(wire.door(world.find("doors", account, c.req.param("id"))));
  });
  app.post("/access-points/:id/activate", (c) => {
    const { world, account, admin } = c.get("caller");
    activate(world, account, c.req.param("id"), admin);
    return c.json({ message: "Activated" });
  });
  return app;
}
