import { describe, expect, test } from "vitest";
import { getConnection } from "@/db/queries/connections";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { testWorld } from "../testing/test-world";
import {
  activeSite,
  at,
  book,
  canOpen,
  confirmAllLocations,
  connect,
  connectionOf,
  goTo,
  HOUR,
  install,
  MINUTE,
  reconcileNow,
  resetLogs,
  START,
  signIn,
} from "../testing/world";
import { finishOAuth, startOAuth } from "./oauth";
import { tokenSource } from "./tokens";

const ana = "Ana Pereira";
const board = "Board room";
const refreshes = (world: Awaited<ReturnType<typeof testWorld>>) =>
  world.akiles.api.requests.read().byRoute["POST /oauth2/token"] ?? 0;

test("an access token that ran out after its hour is renewed, and renewed again with the rotated one", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  resetLogs(world);
  for (const hours of [2, 4, 6]) {
    world.clock.set(new Date(START.getTime() + hours * HOUR));
    await reconcileNow(world, site);
  }
  expect(refreshes(world)).toBe(3);
  expect(await connectionOf(world, site)).toMatchObject({ state: "active", lastErrorKind: null });
});

test("two processes that find the token dying make one call for a new one", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  world.clock.set(new Date(START.getTime() + 2 * HOUR));
  resetLogs(world);
  const row = await getConnection(world.db, site);
  if (!row) throw new Error("no connection");
  const sources = [world.services, world.another(), world.another()].map((s) => tokenSource(s, row));
  const tokens = await Promise.all(sources.map((source) => source.current()));
  expect(new Set(tokens).size).toBe(1);
  expect(refreshes(world)).toBe(1);
});

test("a token revoked at the vendor parks the connection, and connecting again goes on where it stopped", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  world.akiles.api.revokeTokens();
  await book(world, { who: ana, room: "Lightship", from: world.clock.now(), to: at(180) });
  expect(await connectionOf(world, site)).toMatchObject({
    state: "needs_attention",
    lastErrorKind: "credentials_invalid",
  });
  expect(canOpen(world, ana, board)).toBe(false);
  resetLogs(world);
  await goTo(world, at(20), { sweepEveryMs: MINUTE });
  expect(world.akiles.api.requests.read().total).toBe(0);

  expect(await signIn(world, site)).toMatchObject({ ok: true });
  expect((await connectionOf(world, site))?.state).toBe("active");
  await goTo(world, at(22), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, board)).toBe(true);
});

test("known endings that passed while parked are closed after the reconnection", async () => {
  const world = await testWorld();
  const site = await activeSite(world, { vendorWindows: false });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await goTo(world, at(20));
  world.akiles.api.revokeTokens();
  await goTo(world, at(90), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, board)).toBe(true);
  await signIn(world, site);
  await goTo(world, at(92), { sweepEveryMs: MINUTE });
  expect(canOpen(world, ana, board)).toBe(false);
});

test("another account than before is asked about again and gets nothing by itself", async () => {
  const world = await testWorld();
  const site = await activeSite(world);
  const other = world.akiles.api.addOrganization("Somebody else");
  await signIn(world, site, other.id);
  expect(await connectionOf(world, site)).toMatchObject({ state: "connected", accountConfirmedAt: null });
});

describe("the way back from the vendor", () => {
  async function started() {
    const world = await testWorld();
    const installationId = await install(world);
    await confirmAllLocations(world, installationId);
    const site = { installationId, connectionId: await connect(world, installationId) };
    const { redirectTo, browserToken } = await startOAuth(world.services, site);
    const asked = new URL(redirectTo).searchParams;
    const answer = {
      vendor: "akiles",
      sessionInstallation: installationId,
      state: asked.get("state") ?? "",
      code: world.akiles.api.code(asked.get("redirect_uri") ?? "", SEED.organization),
      browserToken,
    };
    return { world, site, answer };
  }

  test("a state is good once", async () => {
    const { world, answer } = await started();
    expect(await finishOAuth(world.services, answer)).toMatchObject({ ok: true });
    expect(await finishOAuth(world.services, answer)).toEqual({ ok: false, why: "state" });
  });

  test("a state is worth nothing in another browser, for another vendor, or made up", async () => {
    const { world, site, answer } = await started();
    const before = await getConnection(world.db, site);
    for (const wrong of [{ browserToken: "x".repeat(43) }, { vendor: "brivo" }, { state: "x".repeat(43) }])
      expect(await finishOAuth(world.services, { ...answer, ...wrong })).toEqual({ ok: false, why: "state" });
    expect(await getConnection(world.db, site)).toEqual(before);
  });

  test("a state of another installation's session changes nothing", async () => {
    const { world, site, answer } = await started();
    const before = await getConnection(world.db, site);
    const stranger = crypto.randomUUID() as never;
    expect(await finishOAuth(world.services, { ...answer, sessionInstallation: stranger })).toEqual({
      ok: false,
      why: "state",
    });
    expect(await getConnection(world.db, site)).toEqual(before);
  });

  test("a refusal at the vendor and a bad code leave the connection as it was", async () => {
    const { world, site, answer } = await started();
    const before = await getConnection(world.db, site);
    expect(await finishOAuth(world.services, { ...answer, code: null })).toMatchObject({
      ok: false,
      why: "denied",
    });
    const again = await startOAuth(world.services, site);
    expect(
      await finishOAuth(world.services, {
        ...answer,
        state: new URL(again.redirectTo).searchParams.get("state") ?? "",
        browserToken: again.browserToken,
        code: "made-up",
      }),
    ).toMatchObject({ ok: false, why: "code" });
    expect(await getConnection(world.db, site)).toEqual(before);
  });
});
