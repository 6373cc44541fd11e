import { describe, expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import { auditLog } from "@/db/schema";
import type { World as NexudusWorld } from "@/e2e/simulators/nexudus/world";
import type { FetchLike } from "@/lib/connectors/contract";
import { createStopper } from "../testing/stopper";
import { testWorld } from "../testing/test-world";
import {
  at,
  atDesk,
  book,
  goTo,
  MINUTE,
  memberId,
  nexudusCalls,
  pollNow,
  reconcileNow,
  resetLogs,
  type Site,
  sweepNow,
  unheard,
  type World,
} from "../testing/world";
import { carrying, madePins, opensWith, pinAtNexudus, pinsOf, recordOf, turn } from "./testing";

const ben = "Ben Okafor";
const elena = "Elena Rossi";
const ON = { syncPin: true, randomPins: true } as const;

const states = async (world: World, site: Site, who: string) =>
  (await madePins(world, site, who)).map((row) => row.state);

/** Every field of a record but the PIN and what moves with each write. */
function besides(record: Readonly<Record<string, unknown>>) {
  const { AccessPincode, UpdatedOn, UpdatedBy, ...rest } = record;
  return rest;
}

const putCoworker = (method: string, url: unknown) =>
  method === "PUT" && String(url).endsWith("/spaces/coworkers");

/** Nexudus changes something in every record that is put, as `meddle` says. */
const meddling =
  (meddle: (body: Record<string, unknown>) => Record<string, unknown>, isOn = () => true) =>
  (fetch: FetchLike): FetchLike =>
  (input, init) =>
    putCoworker(init.method ?? "GET", input) && isOn()
      ? fetch(input, { ...init, body: JSON.stringify(meddle(JSON.parse(String(init.body)))) })
      : fetch(input, init);

describe("a random PIN", () => {
  test("is set at the vendor, then written to Nexudus once, with every other field as it was", async () => {
    const world = await testWorld();
    const before = recordOf(world, elena);
    const site = await carrying(world, ON, elena);
    const [made] = await madePins(world, site, elena);
    expect(made?.pin).toMatch(/^\d{6}$/);
    expect(pinsOf(world, elena)).toEqual([made?.pin]);
    expect(opensWith(world, elena, "pin")).toBe(true);
    expect(pinAtNexudus(world, elena)).toBe(made?.pin);
    expect(besides(recordOf(world, elena))).toEqual(besides(before));
    expect(made).toMatchObject({ state: "verified", fieldsBefore: {}, differing: [] });
    expect(made?.writtenUpdatedOn).toEqual(new Date(recordOf(world, elena).UpdatedOn));
    expect(JSON.stringify(world.runner.emitted)).not.toContain(made?.pin);
  });

  test("is for those with a mapped right and no PIN, and for nobody else", async () => {
    const world = await testWorld();
    const site = await carrying(world, ON, "Ana Pereira");
    expect(pinAtNexudus(world, "Ana Pereira")).toBe("048215");
    expect(await states(world, site, "Ana Pereira")).toEqual([]);
    await atDesk(world, () => world.nexudus.api.change("Coworker", memberId(world, elena), { Notes: "x" }));
    await reconcileNow(world, site);
    expect(pinAtNexudus(world, elena)).toBeNull();
  });

  test("is not made where the switch is off, and goes when it is turned off before it is in Nexudus", async () => {
    let isCut = false;
    const world = await testWorld({
      through: (fetch) => (input, init) =>
        isCut && putCoworker(init.method ?? "GET", input)
          ? Promise.reject(new TypeError("cut"))
          : fetch(input, init),
    });
    const site = await carrying(world, { syncPin: true }, elena);
    await reconcileNow(world, site);
    expect(pinsOf(world, elena)).toEqual([]);
    isCut = true;
    await turn(world, site, { randomPins: true });
    expect(pinsOf(world, elena)).toHaveLength(1);
    expect(pinAtNexudus(world, elena)).toBeNull();
    await turn(world, site, { randomPins: false });
    await pollNow(world, site);
    expect(pinsOf(world, elena)).toEqual([]);
    expect(await states(world, site, elena)).toEqual(["stopped"]);
  });

  test("that the vendor refuses becomes another one, and one only", async () => {
    const world = await testWorld();
    const body = JSON.stringify({ type: "invalid_request", message: "pin is already in use" });
    world.akiles.api.setFaults([
      { id: "1", method: "POST", path: "/pins$", times: 2, kind: "answer", status: 400, body },
    ]);
    const site = await carrying(world, ON, elena);
    const [made, second] = await madePins(world, site, elena);
    expect(second).toBeUndefined();
    expect(pinsOf(world, elena)).toEqual([made?.pin]);
    expect(pinAtNexudus(world, elena)).toBe(made?.pin);
  });

  test("does not replace one that was entered meanwhile", async () => {
    const stopper = createStopper();
    const world = await testWorld({ through: stopper.through });
    const site = await carrying(world, { syncPin: true }, elena);
    await goTo(world, at(1));
    const met = stopper.stop("before", putCoworkerRead(world));
    const turning = turn(world, site, { randomPins: true });
    await met;
    unheard(world, () => world.nexudus.api.changeCustomer(memberId(world, elena), { pin: "8642" }));
    stopper.resume();
    await turning;
    expect(pinAtNexudus(world, elena)).toBe("8642");
    expect(pinsOf(world, elena)).toEqual(["8642"]);
    expect(await states(world, site, elena)).toEqual(["stopped"]);
  });
});

/** Reads of the one record: the guarded write begins with one after the vendor took the PIN. */
const putCoworkerRead = (world: World) => (method: string, url: string) =>
  method === "GET" &&
  url.endsWith(`/spaces/coworkers/${memberId(world, elena)}`) &&
  pinsOf(world, elena).length === 1;

describe("where Nexudus changes another field", () => {
  test("everything is put back, no more PINs are written, and the connection says why", async () => {
    const world = await testWorld({
      through: meddling((body) => (body.AccessPincode ? { ...body, Notes: null } : body)),
    });
    world.nexudus.api.change("Coworker", memberId(world, elena), { Notes: "left-handed" });
    const before = recordOf(world, elena);
    const site = await carrying(world, ON, elena);
    expect(besides(recordOf(world, elena))).toEqual(besides(before));
    expect(pinAtNexudus(world, elena)).toBeNull();
    expect(pinsOf(world, elena)).toEqual([]);
    expect(await madePins(world, site, elena)).toMatchObject([{ state: "restored", differing: ["Notes"] }]);
    const off = (await getConnection(world.db, site))?.pinWriteBackOff;
    expect(off).toContain("Notes");
    expect(off).not.toContain("left-handed");
    const audit = await world.db.select().from(auditLog);
    expect(audit.filter((row) => row.action === "connection.pin_write_back_off")).toHaveLength(1);

    // No second try by itself, for nobody.
    await book(world, { who: ben, room: "Lightship", from: at(60), to: at(90) });
    await reconcileNow(world, site);
    expect(await states(world, site, elena)).toEqual(["restored"]);
    expect(await states(world, site, ben)).toEqual([]);
    expect(pinAtNexudus(world, ben)).toBeNull();
  });

  test("switching it off and on again is the admin's word to go on", async () => {
    let isMeddling = true;
    const world = await testWorld({
      through: meddling(
        (body) => (body.AccessPincode ? { ...body, Notes: "spoilt" } : body),
        () => isMeddling,
      ),
    });
    const site = await carrying(world, ON, elena);
    expect(await states(world, site, elena)).toEqual(["restored"]);
    isMeddling = false;
    await turn(world, site, { randomPins: false });
    await turn(world, site, { randomPins: true });
    expect(await states(world, site, elena)).toEqual(["verified", "restored"]);
    expect(pinsOf(world, elena)).toEqual([pinAtNexudus(world, elena)]);
  });

  test("a PIN that Nexudus does not keep is not written again and again", async () => {
    const world = await testWorld({ through: meddling((body) => ({ ...body, AccessPincode: null })) });
    const site = await carrying(world, ON, elena);
    await reconcileNow(world, site);
    expect(await states(world, site, elena)).toEqual(["stopped"]);
    expect((await getConnection(world.db, site))?.pinWriteBackOff).toContain("did not keep");
  });
});

/** The platform's own books, past what its staff can do. */
const booksOf = (world: World) => Reflect.get(world.nexudus.api, "world") as NexudusWorld;

describe("our own write", () => {
  test("comes back as a webhook and in a poll, and asks for nothing more", async () => {
    const world = await testWorld();
    const site = await carrying(world, ON, elena);
    const [made] = await madePins(world, site, elena);
    resetLogs(world);
    await sweepNow(world);
    world.clock.advance(5 * MINUTE);
    await pollNow(world, site);
    world.clock.advance(5 * MINUTE);
    await pollNow(world, site);
    const { byRoute } = world.nexudus.api.requests();
    expect(Object.keys(byRoute).filter((route) => /^(PUT|POST)/.test(route))).toEqual([]);
    expect(await states(world, site, elena)).toEqual(["verified"]);
    expect(pinsOf(world, elena)).toEqual([made?.pin]);
    // From here on a poll costs its lists and nothing else.
    resetLogs(world);
    world.clock.advance(5 * MINUTE);
    await pollNow(world, site);
    expect(nexudusCalls(world)).toBeLessThanOrEqual(9);
  });

  test("does not hide what an admin enters at the same instant, whether a webhook tells of it or not", async () => {
    for (const isHeard of [true, false]) {
      const world = await testWorld();
      const site = await carrying(world, ON, elena);
      const ours = recordOf(world, elena).UpdatedOn;
      const enter = () => {
        world.nexudus.api.changeCustomer(memberId(world, elena), { pin: "9753" });
        // To the very millisecond of our own write: taken for it, the admin's PIN would never arrive.
        booksOf(world).patchQuietly("Coworker", memberId(world, elena), { UpdatedOn: ours });
      };
      if (isHeard) await atDesk(world, enter);
      else {
        unheard(world, enter);
        await pollNow(world, site);
      }
      expect(pinsOf(world, elena)).toEqual(["9753"]);
    }
  });
});
