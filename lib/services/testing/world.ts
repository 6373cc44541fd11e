import { Hono } from "hono";
import { getConnection, updateConnection } from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import { getPreview } from "@/db/queries/mappings";
import type { ClonedDatabase } from "@/db/test-server";
import { SEED } from "@/e2e/simulators/akiles/seed";
import { createAkilesSimulator } from "@/e2e/simulators/akiles/simulator";
import { listen } from "@/e2e/simulators/kit/server";
import { createNexudusSimulator } from "@/e2e/simulators/nexudus/simulator";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import { type Clock, manualClock } from "@/lib/clock";
import { type Env, parseEnv } from "@/lib/config/env";
import type { FetchLike } from "@/lib/connectors/contract";
import { type Logger, silentLogger } from "@/lib/logger";
import type { ApplyInput } from "../access/apply-person";
import { projectMembers } from "../access/project-members";
import { sweep } from "../access/sweep";
import {
  confirmAccount,
  draftConnection,
  finishOAuth,
  type OAuthAnswer,
  startOAuth,
} from "../connections/oauth";
import { createServices, type ServiceParts } from "../create-services";
import { confirmLocations } from "../installations/confirm-locations";
import { type OpenedInstall, openInstall } from "../installations/open-install";
import { type Confirmation, confirmPreview } from "../mappings/confirm";
import { type Proposal, proposeChange } from "../mappings/propose";
import { pollPlatform } from "../platform/poll";
import { receiveWebhook } from "../webhooks/receive";
import { Runner } from "./runner";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Tuesday morning; nothing in the tests depends on the day they run. */
export const START = new Date("2026-05-12T08:00:00Z");

const NEXUDUS = {
  applicationKey: "d420667525e0489d91068cbf732fe1dc",
  secretKey: "0123456789abcdef0123456789abcdef",
  webhookSharedSecret: "test-shared-secret",
};
const AKILES = { clientId: "lintel", clientSecret: "simulated-secret" };

/** The add-on's clock: waiting moves time on, as nobody else would. The simulators' own clock only follows. */
function movingClock(shared: ReturnType<typeof manualClock>): Clock {
  return {
    ...shared,
    async sleep(ms) {
      const due = shared.now().getTime() + ms;
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (shared.now().getTime() < due) shared.set(new Date(due));
    },
  };
}

export interface WorldOptions {
  readonly database: ClonedDatabase;
  readonly log?: Logger;
  /** Stands between the services and both simulators, to stop a process at any call. */
  readonly through?: (fetch: FetchLike) => FetchLike;
  readonly env?: Readonly<Record<string, string>>;
}

/** One Lintel with a Nexudus and an Akiles of its own, all on one clock that tests move. */
export async function createWorld(options: WorldOptions) {
  const shared = manualClock(START);
  const clock = movingClock(shared);
  const web = new Hono();
  const server = await listen(web, 0);
  const nexudus = await createNexudusSimulator({
    port: 0,
    storeFile: null,
    clock: shared,
    secrets: NEXUDUS,
    installUrl: `${server.url}/install`,
  });
  // Its own "somebody's access changes now" would hide a timer that failed to ring.
  nexudus.api.setSwitches({ webhooks: { accessControl: false } });
  const akiles = await createAkilesSimulator({ port: 0, storeFile: null, clock: shared, secrets: AKILES });
  const env = parseEnv({
    NEXTAUTH_URL: server.url,
    NEXTAUTH_SECRET: "s".repeat(40),
    DATABASE_URL: options.database.url,
    LINTEL_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
    LINTEL_HASH_KEY: Buffer.alloc(32, 9).toString("base64"),
    NEXUDUS_APPLICATION_KEY: NEXUDUS.applicationKey,
    NEXUDUS_SECRET_KEY: NEXUDUS.secretKey,
    NEXUDUS_WEBHOOK_SECRET: NEXUDUS.webhookSharedSecret,
    NEXUDUS_API_URL: nexudus.url,
    AKILES_CLIENT_ID: AKILES.clientId,
    AKILES_CLIENT_SECRET: AKILES.clientSecret,
    AKILES_API_URL: akiles.url,
    AKILES_AUTH_URL: akiles.url,
    INNGEST_DEV: "http://127.0.0.1:1",
    ...options.env,
  });
  const through = options.through ?? ((fetch: FetchLike) => fetch);
  const runner: Runner = new Runner(() => world.services);
  const build = (
    settings: Partial<Env> = {},
    parts: Partial<Pick<ServiceParts, "db" | "fetch" | "emit">> = {},
  ) =>
    createServices({
      env: { ...env, ...settings },
      db: options.database.db,
      clock,
      log: options.log ?? silentLogger,
      fetch: through((input, init) => fetch(input, init)),
      emit: (events) => runner.take(events),
      ...parts,
    });
  const as = build();

  web.post("/api/nexudus/webhooks/:secret/:business/:action", async (c) => {
    const received = await receiveWebhook(
      { ...world.services, actor: "webhook" },
      {
        secret: c.req.param("secret"),
        locationId: c.req.param("business"),
        action: Number(c.req.param("action")),
        body: new Uint8Array(await c.req.arrayBuffer()),
        signature: c.req.header("x-nexudus-hook-signature") ?? null,
      },
    );
    if (received.status !== "refused") return c.text("ok");
    return c.text(received.why, received.why === "signature" ? 401 : 400);
  });

  const world = {
    db: options.database.db,
    database: options.database,
    clock: shared,
    env,
    nexudus,
    akiles,
    runner,
    services: as("job:test"),
    as,
    /** Services of a second process: budgets of its own, settings and parts of its own if given, the same database. */
    another: (...of: Parameters<typeof build>) => build(...of)("job:another"),

    async close(): Promise<void> {
      await nexudus.close();
      await akiles.close();
      await server.close();
      await options.database.close();
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

const rowNamed = (world: World, entity: "Business" | "Coworker" | "Resource", name: string) => {
  const row = world.nexudus.api.rows(entity).find((r) => r.Name === name || r.FullName === name);
  if (!row) throw new Error(`no ${entity} ${name}`);
  return row;
};
export const businessId = (world: World, name: string) => rowNamed(world, "Business", name).Id;
export const memberId = (world: World, name: string) => rowNamed(world, "Coworker", name).Id;
export const resourceId = (world: World, name: string) => rowNamed(world, "Resource", name).Id;

/** Opens an install link as the browser would; `session` = the installation it is signed in to. */
export function open(
  world: World,
  link: string,
  session: InstallationId | null = null,
): Promise<OpenedInstall> {
  return openInstall(world.services, {
    query: new URL(link).searchParams,
    sessionInstallation: session,
  });
}

/** Installs at a business of the simulator, follows its link, and does what that asks for. */
export async function install(world: World, business = "Harbour Works"): Promise<InstallationId> {
  const made = world.nexudus.api.install({ businessId: businessId(world, business) });
  const opened = await open(world, world.nexudus.api.link(made.id));
  if (opened.kind !== "opened") throw new Error(`install: ${JSON.stringify(opened)}`);
  await world.runner.drain();
  return opened.installationId;
}

export async function confirmAllLocations(world: World, installationId: InstallationId): Promise<void> {
  const rows = await listLocations(world.db, { installationId });
  await confirmLocations(world.services, {
    installationId,
    locations: rows.map((row) => ({ id: row.id, zone: row.zone, dayChangeHour: 3 })),
  });
}

/** The way to the vendor's consent page, "Allow", and back. */
export async function signIn(
  world: World,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
  organization: string = SEED.organization,
): Promise<OAuthAnswer> {
  const { redirectTo, browserToken } = await startOAuth(world.services, key);
  const answer = await fetch(redirectTo, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ organization, decision: "allow" }).toString(),
  });
  const back = new URL(answer.headers.get("location") ?? "").searchParams;
  return finishOAuth(world.services, {
    vendor: "akiles",
    sessionInstallation: key.installationId,
    state: back.get("state") ?? "",
    code: back.get("code"),
    browserToken,
  });
}

/** Drafts a connection for the named locations, signs in and says yes to the account. */
export async function connect(
  world: World,
  installationId: InstallationId,
  options: { readonly vendorWindows?: boolean; readonly locations?: readonly string[] } = {},
): Promise<ConnectionId> {
  const names = options.locations ?? ["Rotherhithe"];
  const connectionId = await draftConnection(world.services, {
    installationId,
    vendor: "akiles",
    locationIds: names.map((name) => String(businessId(world, name))),
  });
  const key = { installationId, connectionId };
  const answer = await signIn(world, key);
  if (!answer.ok) throw new Error(`connect: ${answer.why}`);
  await confirmAccount(world.services, { ...key, yes: true });
  if (options.vendorWindows === false)
    await updateConnection(world.db, key, { vendorWindows: false, updatedAt: world.clock.now() });
  return connectionId;
}

export interface Site {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

export async function propose(
  world: World,
  proposal: Proposal,
): Promise<{ readonly previewId: string; readonly digest: string }> {
  const { previewId } = await proposeChange(world.services, proposal);
  const preview = await getPreview(world.db, { installationId: proposal.installationId, previewId });
  return { previewId, digest: preview?.digest ?? "" };
}

/** Proposes and confirms at once. Rooms by name to groups of the vendor. */
export async function applyMapping(
  world: World,
  site: Site,
  rooms: Readonly<Record<string, readonly string[]>>,
  more: { readonly leadMinutes?: number; readonly lagMinutes?: number } = {},
): Promise<Confirmation> {
  const shown = await propose(world, {
    ...site,
    ...more,
    items: Object.entries(rooms).map(([room, groupIds]) => ({
      key: `resource:${resourceId(world, room)}`,
      groupIds,
    })),
  });
  return confirmPreview(world.services, { installationId: site.installationId, ...shown });
}

export const ROOMS = {
  Lightship: [SEED.groups.board],
  Ropewalk: [SEED.groups.studio],
} as const;

/** Installed, connected, mapped and active: Lightship opens the board room, Ropewalk the studio. */
export async function activeSite(
  world: World,
  options: { readonly vendorWindows?: boolean } = {},
): Promise<Site> {
  const installationId = await install(world);
  await confirmAllLocations(world, installationId);
  const connectionId = await connect(world, installationId, options);
  const site = { installationId, connectionId };
  const confirmed = await applyMapping(world, site, ROOMS);
  if (confirmed.status !== "applied") throw new Error("the mapping was not applied");
  await world.runner.drain();
  return site;
}

export const connectionOf = (world: World, site: Site) => getConnection(world.db, site);

/** Runs a change at the desk, waits for its webhooks, and does what they ask for. */
export async function atDesk<T>(world: World, work: () => T): Promise<T> {
  const result = await world.nexudus.api.settled(work);
  await world.runner.drain();
  return result;
}

/** The same with every webhook lost on the way. */
export function unheard<T>(world: World, work: () => T): T {
  world.nexudus.api.setSwitches({ webhooks: { lose: null } });
  try {
    return work();
  } finally {
    world.nexudus.api.setSwitches({ webhooks: { lose: 0 } });
  }
}

/** Instant that many minutes after the start of the test's world. */
export const at = (minutes: number) => new Date(START.getTime() + minutes * MINUTE);

export interface Stay {
  readonly who: string;
  readonly room: string;
  readonly from: Date;
  readonly to: Date;
  readonly tentative?: boolean;
}

export function bookNow(world: World, stay: Stay): number {
  return world.nexudus.api.book({
    coworkerId: memberId(world, stay.who),
    resourceId: resourceId(world, stay.room),
    from: stay.from.toISOString(),
    to: stay.to.toISOString(),
    ...(stay.tentative === undefined ? {} : { tentative: stay.tentative }),
  }).Id;
}

/** Makes a booking at the desk; its webhooks are heard and answered. */
export const book = (world: World, stay: Stay) => atDesk(world, () => bookNow(world, stay));

/**
 * Moves the clock from timer to timer up to `to`, as the engine would ring them. With `sweepEveryMs`, the
 * sweep runs at that pace too (and with it the polls it asks for).
 */
export async function goTo(
  world: World,
  to: Date,
  options: { readonly sweepEveryMs?: number } = {},
): Promise<void> {
  const every = options.sweepEveryMs ?? Number.POSITIVE_INFINITY;
  let sweepAt = world.clock.now().getTime() + every;
  for (;;) {
    const timer = world.runner.nextAt()?.getTime() ?? Number.POSITIVE_INFINITY;
    const next = Math.min(timer, sweepAt, to.getTime());
    if (world.clock.now().getTime() < next) world.clock.set(new Date(next));
    if (world.clock.now().getTime() >= sweepAt) {
      sweepAt += every;
      await sweep(world.services);
    }
    await world.runner.drain();
    if (next >= to.getTime()) return;
  }
}

export async function sweepNow(world: World) {
  const result = await sweep(world.services);
  await world.runner.drain();
  return result;
}

export async function pollNow(world: World, site: Site): Promise<void> {
  await world.runner.take([
    {
      name: "nexudus/installation.poll.requested",
      data: { installationId: site.installationId, reason: "test" },
    },
  ]);
  await world.runner.drain();
}

/** A full check. The two halves share a fresh read, so it is asked for `after` the freshness is over. */
export async function reconcileNow(world: World, site: Site): Promise<void> {
  world.clock.advance(6 * MINUTE);
  await world.runner.take([
    { name: "access/connection.reconcile.requested", data: { ...site, reason: "test" } },
  ]);
  await world.runner.drain();
}

/** E-mail addresses of the seeded people: how the vendor's simulator is asked about them. */
const EMAILS: Readonly<Record<string, string>> = {
  "Ana Pereira": "ana@example.test",
  "Ben Okafor": "ben@example.test",
  "Chloé Martin": "chloe@studio.example.test",
  "Dmitri Ivanov": "dmitri@example.test",
  "Elena Rossi": "elena@example.test",
  "Gita Nair": "gita@example.test",
};
export const emailOf = (who: string) => EMAILS[who] ?? who;

/** The vendor's verdict: nothing else in these tests says whether a door opens. */
export const canOpen = (world: World, who: string, door: string, when?: Date): boolean =>
  world.akiles.api.canOpen({ member: emailOf(who), door, at: when }).open;

/** When the door let the person in, in [START, to): ISO text to the second. */
export function opened(
  world: World,
  who: string,
  door: string,
  to: Date = new Date(START.getTime() + DAY),
): string[] {
  const clock = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  return world.akiles.api
    .accessIntervals({ member: emailOf(who), door, from: START, to })
    .map((row) => `${clock(row.from)} - ${clock(row.until)}`);
}

/** The same text for what should have been. */
export const span = (from: Date, until: Date) =>
  `${from.toISOString().slice(0, 19)} - ${until.toISOString().slice(0, 19)}`;

export const vendorWrites = (world: World) => world.akiles.api.requests.read().writes;
export const nexudusCalls = (world: World) => world.nexudus.api.requests().total;
export function resetLogs(world: World): void {
  world.akiles.api.requests.reset();
  world.nexudus.api.resetRequests();
}

/** Reads what changed and projects it, and hands over the applies that asks for instead of running them. */
export async function factsOnly(world: World, site: Site): Promise<ApplyInput[]> {
  const read = await pollPlatform(world.services, site);
  await projectMembers(world.services, {
    installationId: site.installationId,
    memberIds: read.members,
    cause: "poll",
  });
  const asked = world.runner.queue.filter((event) => event.name === "access/person.apply.requested");
  world.runner.queue = world.runner.queue.filter((event) => !asked.includes(event));
  return asked.map((event) => ({
    ...site,
    personId: event.data.personId as PersonId,
    cause: String(event.data.cause),
  }));
}

/** Live associations the vendor holds for a person, as its simulator tells. */
export function associations(world: World, who: string) {
  const members = new Set(world.akiles.api.members(emailOf(who)).map((row) => row.id));
  return Object.values(world.akiles.api.world.state.tables.associations).filter(
    (row) => members.has(row.member_id) && !row.is_deleted,
  );
}
