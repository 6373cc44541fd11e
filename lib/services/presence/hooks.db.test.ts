import { expect, test } from "vitest";
import { getPresence } from "@/db/queries/presence";
import { disconnectConnection } from "../connections/disconnect";
import { continueDisconnect } from "../connections/disconnect-continue";
import { MINUTE } from "../testing/world";
import { hookUrl } from "./hook-secret";
import { receiveHint } from "./receive-hint";
import { CHLOE, openDoor, type PresenceWorld, presenceWorld, stays, switchOnOpen } from "./testing";

const SLOW = { timeout: 120_000 };
const live = ({ world }: PresenceWorld) =>
  Object.values(world.akiles.api.world.state.tables.webhooks).filter((row) => !row.is_deleted);
const keyOf = (url: string) => new URL(url).searchParams.get("key") ?? "";
const looks = ({ world }: PresenceWorld) =>
  world.runner.emitted.filter((event) => event.name === "presence/connection.look.requested").length;

async function hooked() {
  const of = await presenceWorld();
  await switchOnOpen(of, true);
  const url = hookUrl(of.world.services, { vendor: "akiles", connectionId: of.site.connectionId });
  const call = (change: Partial<Parameters<typeof receiveHint>[1]> = {}) =>
    receiveHint(of.world.as("webhook"), {
      vendor: "akiles",
      connectionId: of.site.connectionId,
      key: keyOf(url),
      ...change,
    });
  return { of, url, call };
}

test("switching on keeps one webhook at the vendor, switching off takes it away", SLOW, async () => {
  const { of, url } = await hooked();
  expect(live(of).map((row) => row.url)).toEqual([url]);
  of.world.clock.advance(48 * 60 * MINUTE);
  await of.world.runner.take([{ name: "presence/openings.due", data: { reason: "test" } }]);
  await of.world.runner.drain();
  expect(live(of)).toHaveLength(1);
  await switchOnOpen(of, false);
  expect(live(of)).toEqual([]);
});

test("disconnecting takes the webhook away while the vendor still lets us in", SLOW, async () => {
  const { of } = await hooked();
  await disconnectConnection(of.world.services, { ...of.site, removePeople: false, grants: 100 });
  for (let step = await continueDisconnect(of.world.services, of.site); step.status === "more"; )
    step = await continueDisconnect(of.world.services, of.site);
  expect(live(of)).toEqual([]);
});

test("a webhook asks for a look, which checks in within seconds", SLOW, async () => {
  const { of, call } = await hooked();
  of.world.clock.advance(MINUTE);
  openDoor(of, CHLOE, "Board room");
  expect(await call()).toBe("accepted");
  await of.world.runner.drain();
  expect(stays(of, CHLOE)).toHaveLength(1);
  expect((await getPresence(of.world.db, of.site))?.lastHintAt).not.toBeNull();
});

test("a burst, or the same call replayed, is one look", SLOW, async () => {
  const { of, call } = await hooked();
  of.world.clock.advance(MINUTE);
  const before = looks(of);
  expect([await call(), await call(), await call()]).toEqual(["accepted", "ignored", "ignored"]);
  of.world.clock.advance(2_000);
  expect(await call()).toBe("accepted");
  expect(looks(of) - before).toBe(2);
});

test("without this connection's own secret nothing is looked at, and nothing is told", SLOW, async () => {
  const { of, call, url } = await hooked();
  const before = looks(of);
  const other = hookUrl(of.world.services, { vendor: "akiles", connectionId: crypto.randomUUID() as never });
  for (const key of ["", "x", keyOf(url).slice(1), `${keyOf(url)}x`, keyOf(other), "\u0000", "é".repeat(43)])
    expect(await call({ key }), key).toBe("refused");
  expect(await call({ vendor: "doorflow" })).toBe("refused");
  expect(await call({ connectionId: crypto.randomUUID() })).toBe("refused");
  expect(await call({ connectionId: "no uuid at all" })).toBe("refused");
  expect(looks(of)).toBe(before);
});

test(
  "after presence was switched off, or the key ring lost the key, the address is unknown",
  SLOW,
  async () => {
    const { of, call } = await hooked();
    const rotated = of.world.another({ LINTEL_HASH_KEY: `h1:${Buffer.alloc(32, 4).toString("base64")}` });
    const old = await receiveHint(rotated, {
      vendor: "akiles",
      connectionId: of.site.connectionId,
      key: keyOf(hookUrl(of.world.services, { vendor: "akiles", connectionId: of.site.connectionId })),
    });
    expect(old).toBe("refused");
    await switchOnOpen(of, false);
    expect(await call()).toBe("refused");
  },
);

test(
  "a vendor that keeps no webhook is polled all the same, and asked again an hour later",
  SLOW,
  async () => {
    const of = await presenceWorld();
    of.world.akiles.api.setFaults([
      {
        id: "hooks",
        kind: "answer",
        method: "*",
        path: "webhooks",
        times: null,
        status: 422,
        headers: {},
        body: "{}",
      },
    ]);
    await switchOnOpen(of, true);
    expect(live(of)).toEqual([]);
    openDoor(of, CHLOE, "Board room");
    const tick = async () => {
      await of.world.runner.take([{ name: "presence/openings.due", data: { reason: "test" } }]);
      await of.world.runner.drain();
    };
    await tick();
    expect(stays(of, CHLOE)).toHaveLength(1);
    of.world.akiles.api.setFaults([]);
    await tick();
    expect(live(of)).toEqual([]);
    of.world.clock.advance(61 * MINUTE);
    await tick();
    expect(live(of)).toHaveLength(1);
  },
);
