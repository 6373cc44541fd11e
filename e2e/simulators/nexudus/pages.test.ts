import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../../../lib/clock";
import { type Listening, listen } from "../kit/server";
import { secrets, start } from "./nexudus.testing";
import { createNexudusSimulator, type NexudusSimulator } from "./simulator";

let engine: Listening;
let advanced: unknown[];
let sim: NexudusSimulator;
const clock = manualClock(start);

beforeEach(async () => {
  advanced = [];
  clock.set(start);
  const app = new Hono();
  app.post("/clock/advance", async (c) => {
    const body: { byMs: number } = await c.req.json();
    advanced.push(body);
    clock.advance(body.byMs);
    return c.json({});
  });
  engine = await listen(app, 0);
  sim = await createNexudusSimulator({
    port: 0,
    storeFile: null,
    clock,
    secrets,
    installUrl: "http://127.0.0.1:3000/install",
    fastForward: { engineUrl: engine.url },
    linkClock: clock,
  });
});
afterEach(async () => {
  await sim.close();
  await engine.close();
});

const get = async (path: string) => (await fetch(`${sim.url}${path}`, { redirect: "manual" })).text();
const submit = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
  const body = new URLSearchParams(form);
  const response = await fetch(`${sim.url}${path}`, { method: "POST", redirect: "manual", body, headers });
  return { status: response.status, location: response.headers.get("location") ?? "" };
};
const id = (entity: Parameters<typeof sim.api.rows>[0], name: string) =>
  String(sim.api.rows(entity).find((r) => r.Name === name || r.FullName === name)?.Id);

describe("pages", () => {
  it("the desk registers a guest, answers for the host, and takes the guest off without a trace", async () => {
    const location = id("Business", "Rotherhithe");
    const booking = sim.api.book({
      coworkerId: Number(id("Coworker", "Ana Pereira")),
      resourceId: Number(id("Resource", "Lightship")),
      from: "2026-05-13T10:00:00Z",
      to: "2026-05-13T11:00:00Z",
    });
    const form = { location, name: "Vi Sitor", email: "vi@visitors.test", asks: "on" };
    await submit("/desk/visitors", { ...form, arrives: "2026-05-13T11:00", booking: String(booking.Id) });
    const [visitor] = sim.api.rows("Visitor");
    expect(visitor).toMatchObject({ ExpectedArrival: "2026-05-13T10:00:00Z", HostApprovalStatus: 2 });
    const back = `/desk?location=${location}`;
    await submit(`/desk/visitors/${visitor?.Id}/approve`, { back });
    await submit(`/desk/visitors/${visitor?.Id}/depart`, { back });
    expect(sim.api.rows("Visitor")[0]).toMatchObject({ HostApprovalStatus: 5 });
    expect(sim.api.rows("Visitor")[0]?.DepartureDate).not.toBeNull();
    const [guest] = sim.api.rows("BookingVisitor");
    expect(guest).toMatchObject({ BookingId: booking.Id, VisitorId: visitor?.Id });
    await submit(`/desk/guests/${guest?.Id}/delete`, { back });
    expect(sim.api.rows("BookingVisitor")).toEqual([]);
    const audited = sim.api.rows("AuditTrailEntry").map((row) => row.EntityShortName);
    expect(audited).toContain("Visitor");
    expect(audited).not.toContain("BookingVisitor");
  });

  it("every page carries the demo mark", async () => {
    const consent = `/marketplace/consent?business=${id("Business", "Rotherhithe")}`;
    for (const path of ["/", "/marketplace", consent, "/desk", "/marketplace/open/1", "/desk?location=1"]) {
      expect(await get(path)).toContain("Demo: simulated");
    }
  });

  it("consent lists the roles; accepting goes to the install URL; opening later has the same t", async () => {
    const business = id("Business", "Harbour Works");
    const consent = await get(`/marketplace/consent?business=${business}`);
    expect(consent).toContain("CoworkerContract");
    const installed = await submit("/marketplace/install", { business });
    expect(installed.status).toBe(302);
    const first = new URL(installed.location);
    expect(first.pathname).toBe("/install");
    expect([...first.searchParams.keys()]).toEqual(["a", "t", "d", "h", "b", "e"]);
    const install = sim.api.installs()[0]?.id;
    const opened = await fetch(`${sim.url}/marketplace/open/${install}`, { redirect: "manual" });
    expect(new URL(opened.headers.get("location") ?? "").searchParams.get("t")).toBe(
      first.searchParams.get("t"),
    );
  });

  it("asks for approval again before opening, and uninstalls", async () => {
    const business = id("Business", "Harbour Works");
    await submit("/marketplace/install", { business });
    const install = sim.api.installs()[0]?.id;
    await submit(`/marketplace/reapprove/${install}`, { back: "/marketplace" });
    const opened = await fetch(`${sim.url}/marketplace/open/${install}`, { redirect: "manual" });
    expect(opened.headers.get("location")).toBe(`/marketplace/consent?business=${business}`);
    await submit("/marketplace/install", { business });
    expect(sim.api.installs()).toMatchObject([{ requiresApproval: false, revoked: false }]);
    await submit(`/marketplace/remove/${install}`, { back: "/marketplace" });
    expect(sim.api.installs()).toMatchObject([{ revoked: true }]);
  });

  it("books in the location's own time, moves, extends, cancels, and says when a room is taken", async () => {
    const location = id("Business", "Red Hook");
    const form = {
      location,
      coworker: id("Coworker", "Gita Nair"),
      what: `room:${id("Resource", "Beacon")}`,
      from: "2026-05-12T10:00",
      to: "2026-05-12T11:00",
    };
    expect((await submit("/desk/book", form)).location).toBe(`/desk?location=${location}&done=Booked.`);
    const booking = () => sim.api.rows("Booking")[0];
    expect(booking()).toMatchObject({ FromTime: "2026-05-12T14:00:00Z", ToTime: "2026-05-12T15:00:00Z" });
    expect(decodeURIComponent((await submit("/desk/book", form)).location)).toContain("already+booked");
    const back = `/desk?location=${location}`;
    const path = `/desk/bookings/${booking()?.Id}`;
    await submit(`${path}/move`, {
      back,
      zone: "America/New_York",
      from: "2026-05-12T12:00",
      to: "2026-05-12T13:00",
    });
    await submit(`${path}/extend`, { back, minutes: "30" });
    expect(booking()).toMatchObject({ FromTime: "2026-05-12T16:00:00Z", ToTime: "2026-05-12T17:30:00Z" });
    expect(await get(back)).toContain("Tue 12 May, 12:00 to 13:30");
    await submit(`${path}/cancel`, { back });
    expect([sim.api.rows("Booking").length, sim.api.rows("CancelledBooking").length]).toEqual([0, 1]);
  });

  it("suspends and restores a customer", async () => {
    const ana = id("Coworker", "Ana Pereira");
    await submit(`/desk/customers/${ana}/suspend`, { back: "/desk" });
    expect(sim.api.row("Coworker", Number(ana)).Active).toBe(false);
    await submit(`/desk/customers/${ana}/restore`, { back: "/desk" });
    expect(sim.api.row("Coworker", Number(ana)).Active).toBe(true);
  });

  it("fast-forwards through the engine, forward only", async () => {
    expect((await submit("/fast-forward", { byMs: "900000", back: "/desk" })).location).toContain("done=");
    await submit("/fast-forward", { to: "2026-05-12T09:00", back: "/" });
    expect(advanced).toEqual([{ byMs: 900_000 }, { byMs: 2_700_000 }]);
    expect((await submit("/fast-forward", { to: "2026-05-12T08:00", back: "/" })).location).toContain(
      "error=",
    );
    expect(await get("/")).toContain("2026-05-12 09:00:00");
  });

  it("escapes what people type, and sends nobody elsewhere", async () => {
    sim.api.changeCustomer(Number(id("Coworker", "Ana Pereira")), { fullName: "<script>alert(1)</script>" });
    const desk = await get("/desk?done=%3Cimg%20src=x%3E");
    expect(desk).not.toContain("<script>alert");
    expect(desk).not.toContain("<img");
    for (const back of ["https://evil.test/", "//evil.test/", "/\\evil.test", "/.//evil.test/", "http://["]) {
      expect((await submit("/fast-forward", { byMs: "1", back })).location).toMatch(/^\/(evil\.test\/)?\?/);
    }
  });

  it("takes no form of another site", async () => {
    const form = { business: id("Business", "Harbour Works") };
    expect((await submit("/marketplace/install", form, { origin: "https://evil.test" })).status).toBe(403);
    expect(sim.api.installs()).toHaveLength(0);
  });
});
