import { expect, onTestFinished } from "vitest";
import { SEED } from "@/e2e/simulators/doorflow/seed";
import { createDoorFlowSimulator } from "@/e2e/simulators/doorflow/simulator";
import { manualClock } from "@/lib/clock";
import { beginConnection } from "../connections/begin";
import { confirmAccount, finishOAuth } from "../connections/oauth";
import { saveVendorSettings } from "../connections/save-vendor-settings";
import { turn } from "../credentials/testing";
import { map } from "./rights";
import { testWorld } from "./test-world";
import {
  applyMapping,
  at,
  businessId,
  confirmAllLocations,
  install,
  memberId,
  START,
  type World,
} from "./world";

const CLIENT = { clientId: "lintel", clientSecret: "simulated-secret" };
const { board, studio } = SEED.groups;

/** Minutes since the start, to two seconds: never early, and as late as is allowed. */
const minuteOf = (ms: number) => Math.floor((ms - START.getTime()) / 2_000) / 30;

/**
 * A Lintel with a DoorFlow of its own, connected by its sign-in page: Lightship opens the board room, Ropewalk the studio.
 * `items` = keys of what opens the board room beside Lightship.
 */
export async function doorflowSite(
  more: {
    readonly items?: (world: World) => readonly string[];
    readonly leadMinutes?: number;
    readonly lagMinutes?: number;
  } = {},
) {
  const { items, ...minutes } = more;
  let now = () => START;
  const redirectUris: string[] = [];
  const clock = { ...manualClock(START), now: () => now() };
  const options = { port: 0, storeFile: null, clock, secrets: CLIENT, redirectUris };
  const doorflow = await createDoorFlowSimulator(options);
  onTestFinished(() => doorflow.close());
  const world = await testWorld({
    env: {
      DOORFLOW_CLIENT_ID: CLIENT.clientId,
      DOORFLOW_CLIENT_SECRET: CLIENT.clientSecret,
      DOORFLOW_API_URL: doorflow.url,
      DOORFLOW_AUTH_URL: doorflow.url,
    },
  });
  now = () => world.clock.now();
  redirectUris.push(`${world.env.NEXTAUTH_URL}/api/vendors/doorflow/oauth/callback`);
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  const locationIds = [String(businessId(world, "Rotherhithe"))];
  const begun = await beginConnection(world.services, {
    installationId,
    vendor: "doorflow",
    locationIds,
    values: {},
  });
  const site = { installationId, connectionId: begun.connectionId };
  if (!begun.leave) throw new Error("nowhere to sign in");

  // What a browser does: authorizes at DoorFlow, which sends it back with a code.
  const consent = await fetch(begun.leave.redirectTo, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ account: SEED.account, decision: "allow" }),
  });
  const back = new URL(consent.headers.get("location") ?? "");
  const answer = await finishOAuth(world.services, {
    vendor: "doorflow",
    sessionInstallation: installationId,
    state: back.searchParams.get("state") ?? "",
    code: back.searchParams.get("code") ?? "",
    browserToken: begun.leave.browserToken,
  });
  expect(answer).toMatchObject({ ok: true });
  await confirmAccount(world.services, { ...site, yes: true });
  await saveVendorSettings(world.services, {
    ...site,
    values: { site: SEED.sites.harbour, entryCodes: "10,11,15,17,18,70" },
  });
  await turn(world, site, { syncPin: true, syncCards: true });
  const rooms = { Lightship: [board], Ropewalk: [studio] };
  expect((await applyMapping(world, site, rooms, minutes)).status).toBe("applied");
  await world.runner.drain();
  if (items) await map(world, site, items(world), { groupId: board });

  const { api } = doorflow;
  const personOf = (who: string) => String(memberId(world, who));
  /** When somebody could enter, as the doors' own log tells it. */
  const opened = (who: string, door: string, until = world.clock.now()) =>
    api
      .accessIntervals({ member: personOf(who), door, from: at(0), to: until })
      .map(({ from, until: to }) => [minuteOf(from), minuteOf(to)]);
  const canOpen = (who: string, door: string, way: { method?: string; withCredential?: boolean } = {}) =>
    api.canOpen({ member: personOf(who), door, ...way }).open;
  return { world, site, api, opened, canOpen, personOf };
}
