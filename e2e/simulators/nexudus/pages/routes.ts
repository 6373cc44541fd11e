import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { backTo, fastForwardRoutes } from "../../kit/fast-forward";
import { isLocal } from "../../kit/local";
import { zoneOf } from "../derive";
import type { NexudusTestApi } from "../test-api";
import { type World, WorldError } from "../world";
import { fromLocal } from "../zones";
import { deskPage } from "./desk";
import { consentPage, marketplacePage } from "./marketplace";
import { overviewPage } from "./overview";
import { type Message, nexudusPage } from "./parts";

type Form = Record<string, unknown>;

const messageOf = (c: Context): Message => ({ done: c.req.query("done"), error: c.req.query("error") });
const idOf = (c: Context): number => Number(c.req.param("id"));

function local(value: unknown, zone: string): string {
  try {
    return fromLocal(String(value), zone).toISOString();
  } catch {
    throw new WorldError(400, "That is no date and time.");
  }
}

/** The pages for people, and the forms on them. Forms answer with a redirect back and a sentence. */
export function pageRoutes(world: World, api: NexudusTestApi, engineUrl: string | null): Hono {
  const app = new Hono();
  const canStep = engineUrl !== null;
  app.use("*", async (c, next) => (isLocal(c) ? next() : c.text("Only from this machine", 403)));
  app.onError((error, c) => {
    const status = error instanceof WorldError ? error.status : 500;
    const text = error instanceof WorldError ? error.message : "Something went wrong in the simulator.";
    return c.html(
      nexudusPage("", { error: text }, html`<p><a href="/">Back to the overview</a></p>`),
      status,
    );
  });
  app.route("/", fastForwardRoutes(world.clock, engineUrl));

  /** Runs a change for a form and goes back, saying how it went. */
  const submit = (path: string, work: (form: Form, c: Context) => unknown, said: string) =>
    app.post(path, async (c) => {
      const form = await c.req.parseBody();
      const back = form.back ?? `/desk?location=${Number(form.location)}`;
      try {
        await api.settled(() => work(form, c));
        return c.redirect(backTo(back, "done", said), 303);
      } catch (error) {
        if (!(error instanceof WorldError)) throw error;
        return c.redirect(backTo(back, "error", error.message), 303);
      }
    });

  app.get("/", (c) => c.html(overviewPage(world, canStep, messageOf(c))));

  app.get("/marketplace", (c) => c.html(marketplacePage(world, messageOf(c))));
  app.get("/marketplace/consent", (c) =>
    c.html(consentPage(world.get("Business", c.req.query("business")), messageOf(c))),
  );
  app.post("/marketplace/install", async (c) => {
    const form = await c.req.parseBody();
    const install = api.install({ businessId: Number(form.business) });
    return c.redirect(api.link(install.id), 302);
  });
  app.get("/marketplace/open/:id", (c) => {
    const install = api.getInstall(idOf(c));
    if (install.revoked) throw new WorldError(404, "Lintel is no longer installed there.");
    // Changed roles are asked for again before the add-on opens.
    if (install.requiresApproval)
      return c.redirect(`/marketplace/consent?business=${install.businessId}`, 302);
    return c.redirect(api.link(install.id), 302);
  });
  submit(
    "/marketplace/remove/:id",
    (_, c) => api.changeInstall(idOf(c), { revoked: true }),
    "Lintel was uninstalled.",
  );
  submit(
    "/marketplace/reapprove/:id",
    (_, c) => api.changeInstall(idOf(c), { requiresApproval: true }),
    "Lintel has no access until it is approved again.",
  );

  app.get("/desk", (c) => {
    const places = world.rows("Business").filter((b) => b.RootLocationId !== null);
    const asked = c.req.query("location");
    const location = asked ? world.get("Business", asked) : (places[0] ?? world.rows("Business")[0]);
    if (!location) throw new WorldError(404, "There is no location.");
    return c.html(deskPage(world, location, canStep, messageOf(c)));
  });
  submit(
    "/desk/book",
    (form) => {
      const zone = zoneOf(world, Number(form.location));
      const [kind, id] = String(form.what).split(":");
      return api.book({
        coworkerId: Number(form.coworker),
        from: local(form.from, zone),
        to: local(form.to, zone),
        ...(kind === "desk" ? { deskId: Number(id) } : { resourceId: Number(id) }),
      });
    },
    "Booked.",
  );
  submit(
    "/desk/bookings/:id/move",
    (form, c) => {
      const zone = String(form.zone);
      return api.move(idOf(c), { from: local(form.from, zone), to: local(form.to, zone) });
    },
    "Moved.",
  );
  submit("/desk/bookings/:id/extend", (form, c) => api.extend(idOf(c), Number(form.minutes)), "Extended.");
  submit("/desk/bookings/:id/confirm", (_, c) => api.confirm(idOf(c)), "Confirmed.");
  submit("/desk/bookings/:id/cancel", (_, c) => api.cancel(idOf(c)), "Cancelled.");
  submit(
    "/desk/visitors",
    (form) => {
      const zone = zoneOf(world, Number(form.location));
      return api.registerVisitor({
        businessId: Number(form.location),
        fullName: String(form.name),
        email: String(form.email),
        arrives: local(form.arrives, zone),
        hostId: form.host ? Number(form.host) : null,
        approval: form.asks === "on" ? 2 : 1,
        bookingId: form.booking ? Number(form.booking) : null,
      });
    },
    "Registered.",
  );
  submit("/desk/visitors/:id/approve", (_, c) => api.answerVisitor(idOf(c), 5), "The host let them in.");
  submit("/desk/visitors/:id/reject", (_, c) => api.answerVisitor(idOf(c), 3), "The host turned them down.");
  submit("/desk/visitors/:id/arrive", (_, c) => api.arriveVisitor(idOf(c)), "Arrived.");
  submit("/desk/visitors/:id/depart", (_, c) => api.departVisitor(idOf(c)), "Left.");
  submit("/desk/visitors/:id/delete", (_, c) => api.delete("Visitor", idOf(c)), "Taken off the list.");
  submit(
    "/desk/guests/:id/delete",
    (_, c) => api.delete("BookingVisitor", idOf(c)),
    "Taken off the booking.",
  );
  submit("/desk/checkins/:id/end", (_, c) => api.checkOut(idOf(c)), "Checked out.");
  submit("/desk/customers/:id/suspend", (_, c) => api.suspend(idOf(c)), "Suspended.");
  submit("/desk/customers/:id/restore", (_, c) => api.restore(idOf(c)), "Restored.");
  return app;
}
