import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { testWorld } from "../testing/test-world";
import { connect, install, type Site, type World } from "../testing/world";
import { finishOAuth, startOAuth } from "./oauth";

/** What an answer of a vendor could change: states, connections, what was told. */
async function contents(world: World): Promise<unknown> {
  const { rows } = await world.db.execute(sql`
    select (select json_agg(s order by s.state_hash) from oauth_states s) as states,
           (select json_agg(c order by c.id) from connections c) as connections,
           (select count(*) from access_groups) as groups, (select count(*) from audit_log) as audit`);
  return rows;
}

/** Goes to the vendor as a browser of this installation; what comes back if the admin allows it. */
async function begin(world: World, site: Site) {
  const { redirectTo, browserToken } = await startOAuth(world.services, site);
  const asked = new URL(redirectTo).searchParams;
  return {
    vendor: "akiles",
    sessionInstallation: site.installationId,
    state: asked.get("state") ?? "",
    code: world.akiles.api.code(asked.get("redirect_uri") ?? "", SEED.organization),
    browserToken,
  };
}

async function two() {
  const world = await testWorld();
  const london = await install(world, "Rotherhithe");
  const newYork = await install(world, "Red Hook");
  const site = { installationId: london, connectionId: await connect(world, london) };
  const theirs = {
    installationId: newYork,
    connectionId: await connect(world, newYork, { locations: ["Red Hook"] }),
  };
  return { world, site, theirs };
}

const refused = { ok: false, why: "state" };

describe("an answer of a vendor that does not belong here writes nothing", () => {
  test("one after its ten minutes of real time", async () => {
    const { world, site } = await two();
    const answer = await begin(world, site);
    await world.db.execute(sql`update oauth_states set expires_at = expires_at - interval '10 minutes'`);
    const before = await contents(world);
    expect(await finishOAuth(world.services, answer)).toEqual(refused);
    expect(await contents(world)).toEqual(before);
  });

  // Otherwise a stranger who begins at their own vendor account gets an admin's browser to finish it there.
  test("one that another browser began, carried here with its state, its code, or both", async () => {
    const { world, site } = await two();
    const [mine, other] = [await begin(world, site), await begin(world, site)];
    const before = await contents(world);
    const { browserToken } = mine;
    expect(await finishOAuth(world.services, { ...other, browserToken })).toEqual(refused);
    expect(await finishOAuth(world.services, { ...other, browserToken, code: mine.code })).toEqual(refused);
    expect(await finishOAuth(world.services, { ...other, browserToken, code: null })).toEqual(refused);
    expect(await contents(world)).toEqual(before);
  });

  test("one of another installation, which can still be finished where it was begun", async () => {
    const { world, site, theirs } = await two();
    const answer = await begin(world, theirs);
    const before = await contents(world);
    const here = { ...answer, sessionInstallation: site.installationId };
    expect(await finishOAuth(world.services, here)).toEqual(refused);
    expect(await contents(world)).toEqual(before);
    expect(await finishOAuth(world.services, answer)).toMatchObject({ ok: true, ...theirs });
  });

  test("one for another vendor, or for one nobody knows", async () => {
    const { world, site } = await two();
    const answer = await begin(world, site);
    const before = await contents(world);
    for (const vendor of ["brivo", "doorflow", "", "akiles ", "__proto__"])
      expect(await finishOAuth(world.services, { ...answer, vendor }), vendor).toEqual(refused);
    expect(await contents(world)).toEqual(before);
  });

  test("one with no state, an odd one, or somebody's state in part", async () => {
    const { world, site } = await two();
    const answer = await begin(world, site);
    const before = await contents(world);
    for (const state of ["", " ", answer.state.slice(0, -1), `${answer.state} `, answer.state.toLowerCase()])
      expect(await finishOAuth(world.services, { ...answer, state }), state).toEqual(refused);
    expect(await contents(world)).toEqual(before);
  });

  test("two deliveries at one instant: the state is spent by one of them", async () => {
    const { world, site } = await two();
    const answer = await begin(world, site);
    const both = await Promise.all([
      finishOAuth(world.services, answer),
      finishOAuth(world.services, answer),
    ]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.filter((one) => !one.ok)).toEqual([refused]);
  });
});
