import { type AkilesSimulator, createAkilesSimulator } from "@/e2e/simulators/akiles/simulator";
import { createNexudusSimulator, type NexudusSimulator } from "@/e2e/simulators/nexudus/simulator";
import type { Clock } from "@/lib/clock";
import { type Desk, openDesk } from "../desk";
import type { PlannedConnection, Script } from "../types";
import type { OutsideSystem } from "./network";

export const SECRETS = {
  nexudus: {
    applicationKey: "d420667525e0489d91068cbf732fe1dc",
    secretKey: "0123456789abcdef0123456789abcdef",
    webhookSharedSecret: "test-shared-secret",
  },
  akiles: { clientId: "lintel", clientSecret: "simulated-secret" },
} as const;

/** One vendor account with its building, and which of its ids are meant by the plan's names. */
export interface VendorAccount {
  readonly plan: PlannedConnection;
  readonly simulator: AkilesSimulator;
  readonly organization: string;
  readonly groups: ReadonlyMap<string, string>;
  readonly doors: ReadonlyMap<string, string>;
}

/** One space with all its outside systems: a platform of its own and an account at a vendor for each connection. */
export interface Tenant {
  readonly name: string;
  readonly script: Script;
  readonly nexudus: NexudusSimulator;
  readonly desk: Desk;
  readonly rootId: number;
  readonly accounts: ReadonlyMap<string, VendorAccount>;
  close(): Promise<void>;
}

const EVERY_METHOD = { online: true, bluetooth: true, mobile_nfc: true, pin: true, card: true };

/** A vendor's account as planned. One simulator each, so that what is injected hits this connection alone. */
async function vendorAccount(plan: PlannedConnection, zone: string, clock: Clock): Promise<VendorAccount> {
  if (plan.vendor !== "akiles") throw new Error(`the play knows no vendor ${plan.vendor}`);
  const simulator = await createAkilesSimulator({
    port: null,
    storeFile: null,
    clock,
    secrets: SECRETS.akiles,
  });
  const { api } = simulator;
  const organization = api.addOrganization(plan.name).id;
  const site = api.addSite({ organization, name: plan.name, timezone: zone }).id;
  const doors = new Map<string, string>();
  for (const name of new Set(plan.groups.flatMap((group) => group.doors)))
    doors.set(name, api.addGadget({ organization, site, name }).id);
  const groups = new Map<string, string>();
  for (const group of plan.groups) {
    const permissions = group.doors.map((door) => ({
      gadget_id: doors.get(door) ?? null,
      access_methods: EVERY_METHOD,
    }));
    groups.set(group.name, api.addGroup({ organization, name: group.name, permissions }).id);
  }
  return { plan, simulator, organization, groups, doors };
}

/** More than one short page of bookings of nobody, far ahead: the first to be deleted is one of them. */
const BLOCKS = 8;
const BLOCKED_AFTER_DAYS = 30;

function blockRoom({ api }: NexudusSimulator, script: Script): void {
  const [room] = api.rows("Resource");
  if (!room) return;
  const first = Date.parse(script.startsAt) + (script.days + BLOCKED_AFTER_DAYS) * 24 * 3_600_000;
  for (let hour = 0; hour < BLOCKS; hour += 1) {
    const at = (hours: number) => new Date(first + hours * 3_600_000).toISOString();
    api.book({ coworkerId: null, resourceId: room.Id, from: at(hour), to: at(hour + 1) });
  }
}

/** Records are numbered apart from those of the other spaces: on the real platform all are in one place. */
const FIRST_ID = 1_410_000_001;
const IDS_EACH = 10_000_000;

/** The outside systems of a script, on the play's clock. `deliver` carries webhooks. */
export async function createTenant(
  script: Script,
  deps: {
    readonly name: string;
    /** Its place among the spaces of the play. */
    readonly index: number;
    readonly clock: Clock;
    readonly installUrl: string;
    readonly deliver: typeof fetch;
  },
): Promise<Tenant> {
  const { world } = script;
  const nexudus = await createNexudusSimulator({
    port: null,
    storeFile: null,
    clock: deps.clock,
    secrets: SECRETS.nexudus,
    installUrl: deps.installUrl,
    linkClock: deps.clock,
    deliver: deps.deliver,
  });
  nexudus.api.reset({ seed: "empty", firstId: FIRST_ID + deps.index * IDS_EACH });
  // Its own "somebody's access changes now" would hide a timer that failed to ring.
  nexudus.api.setSwitches({ webhooks: { accessControl: false } });
  const desk = openDesk(nexudus.api, world, deps.name);
  if (script.faults.some((fault) => fault.kind === "nexudus_row_deleted_between_pages"))
    blockRoom(nexudus, script);
  const root = nexudus.api.rows("Business").find((row) => row.Name === deps.name);
  const accounts = new Map<string, VendorAccount>();
  for (const plan of world.connections) {
    const place = world.locations.find((location) => plan.locations.includes(location.name));
    accounts.set(plan.name, await vendorAccount(plan, place?.zone ?? "UTC", deps.clock));
  }
  return {
    name: deps.name,
    script,
    nexudus,
    desk,
    rootId: root?.Id ?? 0,
    accounts,
    async close() {
      await nexudus.close();
      for (const account of accounts.values()) await account.simulator.close();
    },
  };
}

export const NEXUDUS_URL = "http://127.0.0.1:2";
export const AKILES_URL = "http://127.0.0.1:3";

/** How the network finds the tenant's systems: by the credential a request carries. */
export function systemsOf(tenant: Tenant): OutsideSystem[] {
  const nexudus: OutsideSystem = {
    name: "nexudus",
    owns: ({ url, headers }) =>
      url.origin === NEXUDUS_URL &&
      tenant.nexudus.api
        .installs()
        .some((install) => tenant.nexudus.api.authorization(install.id) === headers.get("authorization")),
    answer: async (request) => tenant.nexudus.app.fetch(request),
  };
  const vendors = [...tenant.accounts.values()].map((account): OutsideSystem => {
    const { world } = account.simulator.api;
    // A token that was revoked is still this account's to refuse.
    const known = new Set<string>();
    const isOurs = (token: string | null | undefined) => token != null && known.has(token);
    const learn = () => {
      const { accessTokens, refreshTokens, codes } = world.state.oauth;
      for (const tokens of [accessTokens, refreshTokens, codes])
        for (const token of Object.keys(tokens)) known.add(token);
    };
    return {
      name: account.plan.vendor,
      owns({ url, headers, body }) {
        if (url.origin !== AKILES_URL) return false;
        const isOAuth = url.pathname.startsWith("/oauth2/");
        if (isOAuth) learn();
        const form = new URLSearchParams(isOAuth ? (body ?? "") : "");
        const bearer = headers.get("authorization")?.replace(/^Bearer /, "");
        return [bearer, form.get("code"), form.get("refresh_token")].some(isOurs);
      },
      async answer(request) {
        const response = await account.simulator.app.fetch(request);
        if (request.url.includes("/oauth2/")) learn();
        return response;
      },
    };
  });
  return [nexudus, ...vendors];
}
