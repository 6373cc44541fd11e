import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Listening, listen } from "../kit/server";
import { type Rig, rig, secrets } from "./nexudus.testing";
import { foldedSignature, rawSignature } from "./webhooks";

interface Received {
  readonly path: string;
  readonly body: string;
  readonly signature: string | undefined;
}

let r: Rig;
let receiver: Listening;
let received: Received[];
let answer: number;

beforeEach(async () => {
  received = [];
  answer = 200;
  const app = new Hono();
  app.post("*", async (c) => {
    received.push({
      path: c.req.path,
      body: await c.req.text(),
      signature: c.req.header("x-nexudus-hook-signature"),
    });
    return new Response(null, { status: answer });
  });
  receiver = await listen(app, 0);
  r = await rig();
});
afterEach(async () => {
  await r.sim.close();
  await receiver.close();
});

const hook = async (action: number, businessId = r.london.Id): Promise<number> => {
  const URL = `${receiver.url}/${businessId}/${action}`;
  const body = { BusinessId: businessId, Name: `[Lintel] ${action}`, Action: action, URL, Active: true };
  return (await r.call("POST", "/api/sys/webhooks", body)).body.Value.Id;
};
const book = (person = "Chloé Martin", from = "2026-05-12T10:00Z", to = "2026-05-12T11:00Z") =>
  r.api.settled(() =>
    r.api.book({
      coworkerId: r.find("Coworker", person).Id,
      resourceId: r.find("Resource", "Lightship").Id,
      from,
      to,
    }),
  );
const actionsSeen = () => received.map((x) => Number(x.path.split("/").at(-1)));
const health = async (id: number) => (await r.call("GET", `/api/sys/webhooks/${id}`)).body;

describe("signatures (install 7)", () => {
  it.each([
    [
      '[{"Id":1418686279,"ResourceName":"Small meeting room"}]',
      "453AA2365A2D3F62716471236119042E247C2881A99C1E9AB471E9BAB88ED8F8",
      null,
    ],
    [
      '[{"Id":1418686279,"CoworkerFullName":"José Ñandú"}]',
      "6E1F502917467FC063D582122A6ABA44C6567FE407967C419A3BA1E7A9F13BAC",
      "3386045D662684EF9F6444B46C3BA9817DEA2C4FC103382F467158FF903436DF",
    ],
    [
      '[{"Id":1,"Notes":"ok 👍"}]',
      "8E45DBCB6F4877B1C1ED190AC1752E2A9334A801439D006AE5A9D3894DCC5F7A",
      "6668F1119575A40D526F64D48EBB73F2B2776B5CF684AB907C8C18E49D6E1A25",
    ],
  ])("of %s", (body, folded, raw) => {
    expect(foldedSignature("test-shared-secret", body)).toBe(folded);
    expect(rawSignature("test-shared-secret", body)).toBe(raw ?? folded);
  });

  it("sends a one-element array, signed over folded ASCII, without action or business", async () => {
    await hook(6);
    const booking = await book();
    expect(received).toHaveLength(1);
    const body = received[0]?.body ?? "";
    expect(received[0]?.signature).toBe(foldedSignature(secrets.webhookSharedSecret, body));
    expect(received[0]?.signature).not.toBe(rawSignature(secrets.webhookSharedSecret, body));
    const record = JSON.parse(body) as Record<string, unknown>[];
    expect(record).toHaveLength(1);
    expect(record[0]).toMatchObject({
      Id: booking.Id,
      CoworkerFullName: "Chloé Martin",
      FromTime: "2026-05-12T10:00:00Z",
    });
    for (const key of ["Action", "BusinessId", "EventId"]) expect(record[0]).not.toHaveProperty(key);
  });

  it("signs raw bytes, or not at all, by switch", async () => {
    await hook(6);
    r.api.setSwitches({ webhooks: { signature: "raw" } });
    await book();
    r.api.setSwitches({ webhooks: { signature: "unsigned" } });
    await book("Ana Pereira", "2026-05-12T12:00Z", "2026-05-12T13:00Z");
    expect(received.map((x) => x.signature)).toEqual([
      rawSignature(secrets.webhookSharedSecret, received[0]?.body ?? ""),
      undefined,
    ]);
  });
});

describe("which events fire", () => {
  it("bookings fire 6, 7, 8; a cancellation is an 8 with a 61 beside it", async () => {
    for (const action of [6, 7, 8, 61]) await hook(action);
    const booking = await book();
    await r.api.settled(() => r.api.extend(booking.Id, 15));
    await r.api.settled(() => r.api.cancel(booking.Id));
    expect(actionsSeen().slice(0, 2)).toEqual([6, 7]);
    expect(actionsSeen().slice(2).toSorted()).toEqual([61, 8]);
  });

  it("customers fire 3 and 2, with 61 when access may have changed", async () => {
    for (const action of [2, 3, 61]) await hook(action);
    const who = await r.api.settled(() =>
      r.api.createCustomer({ fullName: "New Person", email: "new@example.test", businessId: r.london.Id }),
    );
    await r.api.settled(() => r.api.changeCustomer(who.Id, { email: "newer@example.test" }));
    expect(actionsSeen().toSorted()).toEqual([2, 3, 61]);
    await r.api.settled(() => r.api.suspend(who.Id));
    expect(actionsSeen().toSorted()).toEqual([2, 2, 3, 61, 61]);
  });

  it("contracts, teams and desks fire; passes only through 61", async () => {
    for (const action of [57, 58, 60, 61, 62, 73, 11]) await hook(action);
    const ana = r.find("Coworker", "Ana Pereira").Id;
    const pass = {
      CoworkerId: ana,
      BusinessId: r.london.Id,
      TimePassId: r.find("TimePass", "Day Pass").Id,
      CreateMultiple: 1,
    };
    await r.api.settled(() => r.api.create("CoworkerTimePass", pass));
    expect(actionsSeen()).toEqual([61]);
    received = [];
    const contract = { CoworkerId: ana, IssuedById: r.london.Id, TariffId: r.find("Tariff", "Hot Desk").Id };
    const made = await r.api.settled(() => r.api.create("CoworkerContract", contract));
    await r.api.settled(() =>
      r.api.change("CoworkerContract", made.Id, { CancellationDate: "2026-06-01T00:00:00Z" }),
    );
    expect(actionsSeen().toSorted((a, b) => a - b)).toEqual([11, 60, 61, 61, 62]);
    received = [];
    const team = r.find("Team", "Book club");
    await r.api.settled(() => r.api.change("Team", team.Id, { TeamMembers: [ana] }));
    await r.api.settled(() =>
      r.api.change("FloorPlanDesk", r.find("FloorPlanDesk", "Desk 2").Id, { Available: false }),
    );
    expect(actionsSeen().toSorted((a, b) => a - b)).toEqual([58, 61, 73]);
  });

  it("one check-in fires 36 and 47, and one check-out 35 and 48, each with 61", async () => {
    for (const action of [35, 36, 47, 48, 61]) await hook(action);
    const body = {
      BusinessId: r.london.Id,
      CoworkerId: r.find("Coworker", "Ana Pereira").Id,
      FromTime: "2026-05-12T08:00:00Z",
    };
    const checkin = await r.api.settled(() => r.api.create("Checkin", body));
    expect(actionsSeen().toSorted((a, b) => a - b)).toEqual([36, 47, 61]);
    received = [];
    await r.api.settled(() => r.api.change("Checkin", checkin.Id, { ToTime: "2026-05-12T09:00:00Z" }));
    expect(actionsSeen().toSorted((a, b) => a - b)).toEqual([35, 48, 61]);
  });

  it("61 also fires 15 minutes before a booking and 15 minutes after it, by the clock", async () => {
    const booking = await book("Ana Pereira", "2026-05-12T10:00Z", "2026-05-12T11:00Z");
    await hook(61);
    r.clock.set(new Date("2026-05-12T09:44:59Z"));
    await book("Ana Pereira", "2026-05-12T14:00Z", "2026-05-12T15:00Z");
    expect(received).toHaveLength(0);
    r.clock.set(new Date("2026-05-12T09:45:00Z"));
    await expect.poll(() => received.length).toBe(1);
    r.clock.set(new Date("2026-05-12T11:15:00Z"));
    await expect.poll(() => received.length).toBe(2);
    const ids = received.map((x) => (JSON.parse(x.body) as { Id: number }[])[0]?.Id);
    expect(ids).toEqual([booking.CoworkerId, booking.CoworkerId]);
  });

  it("a hook on the network root does not fire for its locations, unless the switch says so", async () => {
    await hook(6, r.root.Id);
    await book();
    expect(received).toHaveLength(0);
    r.api.setSwitches({ webhooks: { rootCoversChildren: true } });
    await book("Ana Pereira", "2026-05-12T12:00Z", "2026-05-12T13:00Z");
    expect(received).toHaveLength(1);
  });
});

describe("delivery", () => {
  it("retries up to 10 times on the clock, notes the health, and disables at 10 failures in a row", async () => {
    const id = await hook(6);
    answer = 503;
    r.api.setSwitches({ webhooks: { retryDelaysMs: Array.from({ length: 10 }, () => 1_000) } });
    const booked = book();
    await expect
      .poll(async () => {
        const now = await health(id);
        expect(now.Active).toBe(Number(now.ErrorCount) < 10);
        r.clock.advance(1_000);
        return now.Active;
      })
      .toBe(false);
    expect(await health(id)).toMatchObject({ ErrorCount: 10, LastError: "HTTP 503" });
    r.clock.advance(60_000);
    await booked;
    expect(received).toHaveLength(10);
    await r.call("PUT", "/api/sys/webhooks", { ...(await health(id)), Active: true });
    answer = 200;
    await book("Ana Pereira", "2026-05-12T12:00Z", "2026-05-12T13:00Z");
    expect(await health(id)).toMatchObject({ Active: true, ErrorCount: 0, LastError: null });
    expect((await health(id)).LastTrigger).toMatch(/^2026-05-12T/);
  });

  it("one success ends the row of failures", async () => {
    const id = await hook(6);
    answer = 500;
    const booked = book();
    await expect.poll(async () => (await health(id)).ErrorCount).toBe(1);
    answer = 204;
    await expect
      .poll(() => {
        r.clock.advance(1_000);
        return received.length;
      })
      .toBe(2);
    await booked;
    expect(await health(id)).toMatchObject({ ErrorCount: 0, LastError: null });
  });

  it("duplicates, reorders, delays and loses by switch", async () => {
    await hook(6);
    r.api.setSwitches({ webhooks: { copies: 2 } });
    await book();
    expect(received).toHaveLength(2);
    expect(received[0]?.body).toBe(received[1]?.body);
    received = [];
    r.api.setSwitches({ webhooks: { copies: 1, reorder: 2 } });
    const first = await book("Ana Pereira", "2026-05-12T12:00Z", "2026-05-12T13:00Z");
    expect(received).toHaveLength(0);
    const second = await book("Ana Pereira", "2026-05-12T14:00Z", "2026-05-12T15:00Z");
    await expect.poll(() => received.length).toBe(2);
    const log = r.api.deliveries().slice(-2);
    expect(log.map((d) => d.entityId)).toEqual([first.Id, second.Id]);
    expect((JSON.parse(received[0]?.body ?? "") as { Id: number }[])[0]?.Id).toBe(second.Id);
    received = [];
    r.api.setSwitches({ webhooks: { reorder: 0, lose: 1 } });
    await book("Ana Pereira", "2026-05-12T16:00Z", "2026-05-12T17:00Z");
    expect([received.length, r.api.deliveries().at(-1)?.status]).toEqual([0, "lost"]);
    r.api.setSwitches({ webhooks: { delayMs: 30_000 } });
    const late = book("Ana Pereira", "2026-05-12T18:00Z", "2026-05-12T19:00Z");
    expect(received).toHaveLength(0);
    r.clock.advance(30_000);
    await late;
    expect(received).toHaveLength(1);
  });

  it("never posts to another machine", async () => {
    const body = {
      BusinessId: r.london.Id,
      Name: "x",
      Action: 6,
      URL: "https://example.test/x",
      Active: true,
    };
    const id = (await r.call("POST", "/api/sys/webhooks", body)).body.Value.Id;
    void book();
    await expect
      .poll(async () => (await health(id)).LastError)
      .toBe("The simulator only delivers to this machine");
  });
});
