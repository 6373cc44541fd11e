import { describe, expect, test } from "vitest";
import { createActor, interleave } from "../access/races/testing";
import { testWorld } from "../testing/test-world";
import { activeSite, connectionOf, MINUTE, type Site, type World } from "../testing/world";
import { tokenSource } from "./tokens";

const tokensOf = (world: World) => Object.entries(world.akiles.api.world.state.oauth.refreshTokens);
const spent = (world: World) => tokensOf(world).filter(([, token]) => token.replacedAt !== null).length;

/** Whether the token that is stored can still be used for a call and renewed once more. */
async function expectAlive(world: World, site: Site, where: string): Promise<void> {
  const connection = await connectionOf(world, site);
  if (!connection) throw new Error("no connection");
  const source = tokenSource(world.services, connection);
  const current = await source.current();
  expect(world.akiles.api.world.state.oauth.accessTokens[current], where).toBeDefined();
  expect(connection.state, where).toBe("active");
}

async function renewing(world: World, site: Site) {
  const connection = await connectionOf(world, site);
  if (!connection) throw new Error("no connection");
  const old = await tokenSource(world.services, connection).current();
  return (actor: ReturnType<typeof createActor>) => tokenSource(actor.services, connection).renew(old);
}

describe("two renewals of one token", () => {
  // A rotating refresh token is worth something once: spent twice, the vendor may end the whole sign-in.
  test("at every point of the first spend one refresh token, and both get what works", {
    timeout: 240_000,
  }, async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    // A holder that sleeps past its lease with the answer in its hands is made up for by the vendor's grace alone.
    world.akiles.api.setSwitches({ rotateRefreshTokens: true, rotationGrace: true });
    for (let k = 0; ; k += 1) {
      const before = spent(world);
      const renew = await renewing(world, site);
      const got: string[] = [];
      const work = async (actor: ReturnType<typeof createActor>) => void got.push(await renew(actor));
      const where = await interleave(world, k, work, work);
      expect(new Set(got).size, `${k}: ${where}`).toBe(1);
      expect(spent(world) - before, `refresh tokens spent, ${k}: ${where}`).toBe(1);
      await expectAlive(world, site, `${k}: ${where}`);
      if (where === null) break;
    }
  });

  test("a holder whose lease ran out before it asked spends nothing, and takes what was stored", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    world.akiles.api.setSwitches({ rotateRefreshTokens: true, rotationGrace: false });
    const renew = await renewing(world, site);
    const late = createActor(world);
    const stopped = late.gate.stopAt(0, (name) => name.startsWith("update leases"));
    const running = renew(late);
    await stopped;
    world.clock.advance(MINUTE);
    const taken = await renew(createActor(world));
    late.gate.resume();
    await expect(running).resolves.toBe(taken);
    expect(spent(world)).toBe(1);
    await expectAlive(world, site, "late");
  });

  // Otherwise its refusal would park a connection whose new token works.
  test("a holder that was refused because another spent the token meanwhile takes what that one stored", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    world.akiles.api.setSwitches({ rotateRefreshTokens: true, rotationGrace: false });
    const renew = await renewing(world, site);
    const late = createActor(world);
    const stopped = late.gate.stopAt(0, (name) => name.startsWith("POST"));
    const running = renew(late);
    await stopped;
    world.clock.advance(MINUTE);
    const taken = await renew(createActor(world));
    late.gate.resume();
    await expect(running).resolves.toBe(taken);
    await expectAlive(world, site, "refused");
  });

  test("an answer that comes after another pair was stored does not replace it", async () => {
    const world = await testWorld();
    const site = await activeSite(world);
    world.akiles.api.setSwitches({ rotateRefreshTokens: true, rotationGrace: true });
    const renew = await renewing(world, site);
    const late = createActor(world);
    const stopped = late.gate.stopAt(0, (name) => name.startsWith("POST"));
    const running = renew(late);
    await stopped;
    world.clock.advance(31_000);
    const taken = await renew(createActor(world));
    late.gate.resume();
    await expect(running).resolves.toBe(taken);
    const connection = await connectionOf(world, site);
    if (!connection) throw new Error("no connection");
    expect(await tokenSource(world.services, connection).current()).toBe(taken);
  });
});
