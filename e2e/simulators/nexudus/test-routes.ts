import { type Context, Hono } from "hono";
import { isLocal } from "../kit/local";
import { type EntityName, entityNames } from "./model";
import type { NexudusTestApi } from "./test-api";
import { WorldError } from "./world";

type Body = Record<string, unknown>;

const bodyOf = async (c: Context): Promise<Body> => {
  const text = await c.req.text();
  if (!text) return {};
  const body: unknown = JSON.parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new WorldError(400, "The body is no object");
  return body as Body;
};

function entityOf(c: Context): EntityName {
  const asked = c.req.param("entity")?.toLowerCase();
  const found = entityNames.find((name) => name.toLowerCase() === asked);
  if (!found)
    throw new WorldError(404, `No entity ${c.req.param("entity")}; there are ${entityNames.join(", ")}`);
  return found;
}

function numberOf(value: unknown, name: string): number {
  const n = Number(value);
  if (value === undefined || value === null || value === "" || !Number.isFinite(n))
    throw new WorldError(400, `${name} is no number`);
  return n;
}
function textOf(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new WorldError(400, `${name} is missing`);
  return value;
}
const idOf = (c: Context): number => numberOf(c.req.param("id"), "id");
const maybe = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
  value === undefined || value === "" ? undefined : read(value);
/** Leaves out what is undefined, so that an optional argument stays absent. */
function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The HTTP half of the test API, below /_test. Documented in docs/simulators.md. */
export function testRoutes(api: NexudusTestApi): Hono {
  const app = new Hono();
  app.use("*", async (c, next) => (isLocal(c) ? next() : c.json({ error: "Only from this machine" }, 403)));
  app.onError((error, c) => {
    if (error instanceof WorldError) return c.json({ error: error.message }, error.status);
    if (error instanceof SyntaxError) return c.json({ error: "The body is no JSON" }, 400);
    return c.json({ error: error.message }, 500);
  });
  // A change answers once its webhooks were answered, unless ?wait=0.
  const changed = async <T extends object>(c: Context, work: () => T) =>
    c.json(c.req.query("wait") === "0" ? work() : await api.settled(work));

  app.get("/clock", (c) => c.json({ now: api.now().toISOString() }));
  app.post("/reset", async (c) => {
    const body = await bodyOf(c);
    api.reset(
      present({
        seed: body.seed as "default" | "empty" | undefined,
        keepInstalls: body.keepInstalls === true,
      }),
    );
    return c.json({ ok: true });
  });
  app.post("/bulk", async (c) => {
    const body = await bodyOf(c);
    api.seedBulk({
      coworkers: numberOf(body.coworkers, "coworkers"),
      bookings: numberOf(body.bookings, "bookings"),
    });
    return c.json({ ok: true });
  });

  app.get("/entities/:entity", (c) => c.json(api.rows(entityOf(c))));
  app.get("/entities/:entity/:id", (c) => c.json(api.row(entityOf(c), idOf(c))));
  app.post("/entities/:entity", async (c) => {
    const body = await bodyOf(c);
    return changed(c, () => api.create(entityOf(c), body));
  });
  app.patch("/entities/:entity/:id", async (c) => {
    const body = await bodyOf(c);
    return changed(c, () => api.change(entityOf(c), idOf(c), body));
  });
  app.delete("/entities/:entity/:id", (c) => changed(c, () => api.delete(entityOf(c), idOf(c))));

  app.get("/customers", (c) => c.json(api.rows("Coworker")));
  app.post("/customers", async (c) => {
    const b = await bodyOf(c);
    return changed(c, () =>
      api.createCustomer({
        fullName: textOf(b.fullName, "fullName"),
        email: textOf(b.email, "email"),
        businessId: numberOf(b.businessId, "businessId"),
        ...present({
          pin: maybe(b.pin, String),
          cards: maybe(b.cards, String),
          company: maybe(b.company, Boolean),
        }),
      }),
    );
  });
  app.patch("/customers/:id", async (c) => {
    const body = await bodyOf(c);
    return changed(c, () => api.changeCustomer(idOf(c), body));
  });
  app.post("/customers/:id/suspend", (c) => changed(c, () => api.suspend(idOf(c))));
  app.post("/customers/:id/restore", (c) => changed(c, () => api.restore(idOf(c))));
  app.post("/customers/:id/archive", (c) => changed(c, () => api.archive(idOf(c))));

  app.get("/resources", (c) => c.json(api.rows("Resource")));
  app.post("/resources", async (c) => {
    const b = await bodyOf(c);
    return changed(c, () =>
      api.createResource({
        businessId: numberOf(b.businessId, "businessId"),
        name: textOf(b.name, "name"),
        requiresConfirmation: b.requiresConfirmation === true,
      }),
    );
  });

  app.get("/bookings", (c) => c.json(api.rows("Booking")));
  app.post("/bookings", async (c) => {
    const b = await bodyOf(c);
    return changed(c, () =>
      api.book({
        coworkerId: b.coworkerId === null ? null : numberOf(b.coworkerId, "coworkerId"),
        from: textOf(b.from, "from"),
        to: textOf(b.to, "to"),
        ...present({
          resourceId: maybe(b.resourceId, (v) => numberOf(v, "resourceId")),
          deskId: maybe(b.deskId, (v) => numberOf(v, "deskId")),
          tentative: maybe(b.tentative, Boolean),
        }),
      }),
    );
  });
  app.post("/bookings/:id/move", async (c) => {
    const b = await bodyOf(c);
    const to = {
      from: textOf(b.from, "from"),
      to: textOf(b.to, "to"),
      ...present({ resourceId: maybe(b.resourceId, (v) => numberOf(v, "resourceId")) }),
    };
    return changed(c, () => api.move(idOf(c), to));
  });
  app.post("/bookings/:id/extend", async (c) => {
    const minutes = numberOf((await bodyOf(c)).minutes, "minutes");
    return changed(c, () => api.extend(idOf(c), minutes));
  });
  app.post("/bookings/:id/confirm", (c) => changed(c, () => api.confirm(idOf(c))));
  app.post("/bookings/:id/cancel", async (c) => {
    const reason = maybe((await bodyOf(c)).reason, (v) => numberOf(v, "reason"));
    return changed(c, () => api.cancel(idOf(c), reason));
  });
  app.delete("/bookings/:id", (c) => changed(c, () => api.delete("Booking", idOf(c))));

  app.get("/installs", (c) =>
    c.json(api.installs().map((install) => ({ ...install, authorization: api.authorization(install.id) }))),
  );
  app.post("/installs", async (c) => {
    const b = await bodyOf(c);
    const install = api.install({
      businessId: numberOf(b.businessId, "businessId"),
      ...present({ email: maybe(b.email, String) }),
    });
    return c.json({ ...install, url: api.link(install.id, (b.flags ?? {}) as object) });
  });
  app.post("/installs/:id/link", async (c) => c.json({ url: api.link(idOf(c), await bodyOf(c)) }));
  app.patch("/installs/:id", async (c) => c.json(api.changeInstall(idOf(c), await bodyOf(c))));

  app.get("/webhooks", (c) => c.json(api.rows("WebHook")));
  app.get("/deliveries", (c) =>
    c.json(
      api.deliveries(
        present({
          hookId: maybe(c.req.query("hook"), (v) => numberOf(v, "hook")),
          action: maybe(c.req.query("action"), (v) => numberOf(v, "action")),
          sinceId: maybe(c.req.query("since"), (v) => numberOf(v, "since")),
        }),
      ),
    ),
  );
  app.get("/switches", (c) => c.json(api.switches()));
  app.patch("/switches", async (c) => {
    api.setSwitches(await bodyOf(c));
    return c.json(api.switches());
  });

  app.get("/faults", (c) => c.json(api.faults()));
  app.post("/faults", async (c) => c.json(api.addFault(await bodyOf(c))));
  app.delete("/faults", (c) => {
    api.clearFaults();
    return c.json({ ok: true });
  });
  app.delete("/faults/:id", (c) => {
    api.removeFault(c.req.param("id"));
    return c.json({ ok: true });
  });

  app.get("/requests", (c) => c.json(api.requests()));
  app.delete("/requests", (c) => {
    api.resetRequests();
    return c.json({ ok: true });
  });
  app.get("/facts", (c) => {
    const asked = c.req.query("entity")?.toLowerCase();
    return c.json(api.facts(entityNames.find((name) => name.toLowerCase() === asked)));
  });
  return app;
}
