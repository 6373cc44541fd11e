import { createNexudusSimulator, type NexudusSimulator } from "@/e2e/simulators/nexudus/simulator";
import type { Clock } from "@/lib/clock";
import { type Desk, openDesk } from "../desk";
import type { Script } from "../types";
import { vendorOf } from "../vendors";
import type { VendorAccount } from "../vendors/vendor";
import type { OutsideSystem } from "./network";

export const SECRETS = {
  nexudus: {
    applicationKey: "d420667525e0489d91068cbf732fe1dc",
    secretKey: "0123456789abcdef0123456789abcdef",
    webhookSharedSecret: "test-shared-secret",
  },
} as const;

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

/** A short page of bookings of nobody, far ahead, before all others: what is deleted between two pages is one of them. */
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
  for (const [index, plan] of world.connections.entries()) {
    const place = world.locations.find((location) => plan.locations.includes(location.name));
    const { clock } = deps;
    const key = `${deps.index + 1}-${index + 1}`;
    accounts.set(
      plan.name,
      await vendorOf(plan.vendor).open({ plan, zone: place?.zone ?? "UTC", clock, key }),
    );
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
      for (const account of accounts.values()) await account.close();
    },
  };
}

export const NEXUDUS_URL = "http://127.0.0.1:2";

/** The tenant's systems as the network finds them: by the credential a request carries, or the server it goes to. */
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
  return [nexudus, ...[...tenant.accounts.values()].map((account) => account.system)];
}
