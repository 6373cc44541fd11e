import { expect, onTestFinished } from "vitest";
import { SEED } from "@/e2e/simulators/brivo/seed";
import { createBrivoSimulator } from "@/e2e/simulators/brivo/simulator";
import { manualClock } from "@/lib/clock";
import type { FetchLike } from "@/lib/connectors/contract";
import { beginConnection } from "../connections/begin";
import { confirmAccount, finishOAuth } from "../connections/oauth";
import { saveVendorSettings } from "../connections/save-vendor-settings";
import { testWorld } from "./test-world";
import { applyMapping, at, businessId, confirmAllLocations, install, START } from "./world";

const SECRETS = { clientId: "lintel", clientSecret: "simulated-secret", apiKey: "simulated-key" };
const { board, studio } = SEED.groups;
/** Minutes since the start, to two seconds: never early, and as late as is allowed. */
const minuteOf = (ms: number) => Math.floor((ms - START.getTime()) / 2_000) / 30;

/** A Lintel with a Brivo of its own: connected with region, API key and sign-in; Lightship opens the board room, Ropewalk the studio. */
export async function brivoSite(
  more: {
    readonly leadMinutes?: number;
    readonly lagMinutes?: number;
    readonly through?: (fetch: FetchLike) => FetchLike;
  } = {},
) {
  const { through, ...times } = more;
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
    ...(through ? { through } : {}),
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
  expect((await applyMapping(world, site, rooms, times)).status).toBe("applied");
  await world.runner.drain();

  /** Ana as Brivo has her. */
  const user = () =>
    Object.values(brivo.api.world.state.tables.users).find((row) => row.firstName === "Ana") ?? null;
  /** When she could enter, as Brivo's own log tells it. */
  const opened = (door: string) => {
    const span = { from: at(0), to: world.clock.now() };
    const intervals = brivo.api.accessIntervals({ member: String(user()?.id ?? 0), door, ...span });
    return intervals.map(({ from, until }) => [minuteOf(from), minuteOf(until)]);
  };
  return { world, site, api: brivo.api, opened, user };
}
