import { expect, onTestFinished, test } from "vitest";
import { SEED } from "@/e2e/simulators/brivo/seed";
import { createBrivoSimulator } from "@/e2e/simulators/brivo/simulator";
import { manualClock } from "@/lib/clock";
import { beginConnection } from "../connections/begin";
import { confirmAccount, finishOAuth } from "../connections/oauth";
import { saveVendorSettings } from "../connections/save-vendor-settings";
import { testWorld } from "../testing/test-world";
import {
  applyMapping,
  at,
  book,
  businessId,
  confirmAllLocations,
  goTo,
  install,
  START,
} from "../testing/world";

const SECRETS = { clientId: "lintel", clientSecret: "simulated-secret", apiKey: "simulated-key" };
const { board, studio } = SEED.groups;
const ana = "Ana Pereira";

/** Minutes since the start, to two seconds: never early, and as late as is allowed. */
const minuteOf = (ms: number) => Math.floor((ms - START.getTime()) / 2_000) / 30;

/** A Lintel with a Brivo of its own: connected with region, API key and sign-in; Lightship opens the board room, Ropewalk the studio. */
async function brivoSite(more: { readonly leadMinutes?: number; readonly lagMinutes?: number } = {}) {
  let now = () => START;
  const redirectUris: string[] = [];
  const clock = { ...manualClock(START), now: () => now() };
  const brivo = await createBrivoSimulator({
    port: 0,
    authPort: 0,
    storeFile: null,
    clock,
    secrets: SECRETS,
    redirectUris,
  });
  onTestFinished(() => brivo.close());
  const world = await testWorld({
    env: {
      BRIVO_CLIENT_ID: SECRETS.clientId,
      BRIVO_CLIENT_SECRET: SECRETS.clientSecret,
      BRIVO_API_URL: brivo.url,
      BRIVO_AUTH_URL: brivo.authUrl,
    },
  });
  now = () => world.clock.now();
  redirectUris.push(`${world.env.NEXTAUTH_URL}/api/vendors/brivo/oauth/callback`);
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  const locationIds = [String(businessId(world, "Rotherhithe"))];
  const values = { region: "us", apiKey: SECRETS.apiKey };
  const begun = await beginConnection(world.services, {
    installationId,
    vendor: "brivo",
    locationIds,
    values,
  });
  const site = { installationId, connectionId: begun.connectionId };
  if (!begun.leave) throw new Error("nowhere to sign in");

  // What a browser does: signs in at Brivo, which sends the code on with a form.
  const consent = await fetch(begun.leave.redirectTo, {
    method: "POST",
    body: new URLSearchParams({ admin: String(SEED.admin), decision: "allow" }),
  });
  const form = await consent.text();
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? "";
  const answer = await finishOAuth(world.services, {
    vendor: "brivo",
    sessionInstallation: installationId,
    state: field("state"),
    code: field("code"),
    browserToken: begun.leave.browserToken,
  });
  expect(answer).toMatchObject({ ok: true });
  await confirmAccount(world.services, { ...site, yes: true });
  const settings = { site: String(SEED.sites.works), passLanguage: "en", entryActions: "2004" };
  await saveVendorSettings(world.services, { ...site, values: settings });
  const rooms = { Lightship: [String(board)], Ropewalk: [String(studio)] };
  expect((await applyMapping(world, site, rooms, more)).status).toBe("applied");
  await world.runner.drain();

  /** When she could enter, as Brivo's own log tells it. */
  const opened = (door: string) => {
    const [user] = Object.values(brivo.api.world.state.tables.users).filter((u) => u.firstName === "Ana");
    const span = { from: at(0), to: world.clock.now() };
    const intervals = brivo.api.accessIntervals({ member: String(user?.id ?? 0), door, ...span });
    return intervals.map(({ from, until }) => [minuteOf(from), minuteOf(until)]);
  };
  return { world, api: brivo.api, opened };
}

// Tokens live five minutes: each edge finds a dead one.
test("a booking opens the door ten minutes before it starts and shuts it fifteen after it ends", async () => {
  const { world, opened, api } = await brivoSite();
  await book(world, { who: ana, room: "Lightship", from: at(60), to: at(120) });
  await goTo(world, at(200));
  expect(opened("Board room")).toEqual([[50, 135]]);
  expect(opened("Studio")).toEqual([]);
  expect(api.requests.read().token).toBeGreaterThan(2);
});

test("at sixteen groups the old one is left before the new one is joined, in the same moment", async () => {
  const { world, api, opened } = await brivoSite({ leadMinutes: 0, lagMinutes: 0 });
  await book(world, { who: ana, room: "Lightship", from: at(10), to: at(60) });
  await book(world, { who: ana, room: "Ropewalk", from: at(60), to: at(90) });
  await goTo(world, at(20));
  const [user] = Object.values(api.world.state.tables.users).filter((u) => u.firstName === "Ana");
  for (let i = 0; i < 15; i += 1) api.staffJoin(String(user?.id), api.addGroup({ name: `By hand ${i}` }).id);
  await goTo(world, at(120));
  expect(opened("Board room")).toEqual([[10, 60]]);
  expect(opened("Studio")).toEqual([[60, 90]]);
  // What somebody gave by hand is as it was.
  expect(Object.values(api.world.state.tables.memberships).filter((m) => m.userId === user?.id)).toHaveLength(
    15,
  );
});
