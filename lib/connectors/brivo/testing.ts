import { SEED } from "@/e2e/simulators/brivo/seed";
import { type BrivoSimulator, createBrivoSimulator } from "@/e2e/simulators/brivo/simulator";
import type { Switches } from "@/e2e/simulators/brivo/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { type Clock, manualClock } from "@/lib/clock";
import type { CallLog, Connector } from "../contract";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { tokensFrom } from "../testing/token-source";
import { brivo } from "./definition";

export interface BrivoHarness extends ConnectorHarness {
  readonly simulator: BrivoSimulator;
  readonly operator: Readonly<Record<string, string>>;
  /** The clock that the simulator and the connector share. */
  readonly time: ReturnType<typeof manualClock>;
  /** The clock without the battery's time-outs, for OAuth calls that go round the connector. */
  readonly plainClock: Clock;
  /** The same connection with other settings. */
  with(settings: Readonly<Record<string, string>>): Connector;
}

const EMAIL = "Foreign.Person@example.test";
export const REDIRECT = "http://127.0.0.1:3000/callback";
export const KEYS = {
  clientId: "lintel-test",
  clientSecret: "client-secret-canary",
  apiKey: "api-key-canary",
};

/** The Brivo connector in front of a simulator of its own, on free loopback ports. Times start at 2026-03-02T10:00Z. */
export async function brivoHarness(switches: Partial<Switches> = {}): Promise<BrivoHarness> {
  const time = manualClock(new Date("2026-03-02T10:00:00Z"));
  const options = { port: 0, authPort: 0, storeFile: null, clock: time, secrets: KEYS };
  const simulator = await createBrivoSimulator({ ...options, redirectUris: [REDIRECT] });
  const { api } = simulator;
  api.setSwitches(switches);
  const operator = {
    usApiUrl: `${simulator.url}/v1/api`,
    usAuthUrl: simulator.authUrl,
    usClientId: KEYS.clientId,
    usClientSecret: KEYS.clientSecret,
  };
  const faults = new FaultyFetch(fetch);
  const clock = faults.clockOver(time);
  const logs: Parameters<CallLog>[0][] = [];

  const tokens = tokensFrom(() => api.tokens().access_token);
  const token = await tokens.current();
  const connect = (settings: Readonly<Record<string, string>>) =>
    brivo.create({
      clock,
      fetch: faults.fetch,
      log: (entry) => logs.push(entry),
      timeoutMs: 5_000,
      tokens,
      operator,
      settings: { region: "us", ...settings },
      secrets: { apiKey: KEYS.apiKey },
    });

  return {
    connector: connect({ site: String(SEED.sites.works) }),
    with: connect,
    definition: brivo,
    clock,
    faults,
    logs,
    renewals: () => tokens.renewals,
    groupIds: [String(SEED.groups.board) as AccessGroupId, String(SEED.groups.studio) as AccessGroupId],
    precisionMs: 1_000,
    samples: { pin: "493827", otherPin: "506172", cards: ["2044", "10-2045"], badCard: "no such card" },
    secrets: [token, KEYS.clientSecret, KEYS.apiKey],
    errorBody: (text) => JSON.stringify({ code: 400, message: text, error: text, error_description: text }),
    async makeForeignGrant() {
      const emails = [{ address: EMAIL, type: "Work" }];
      const groups = [SEED.groups.always];
      const user = api.staffUser({ firstName: "Foreign", lastName: "Person", emails, groups });
      return {
        vendorPersonId: String(user.id),
        vendorGrantId: `${SEED.groups.always}:${user.id}`,
        groupId: String(SEED.groups.always) as AccessGroupId,
        email: EMAIL.toLowerCase(),
      };
    },
    async makePeople(count) {
      for (let i = 0; i < count; i += 1)
        api.staffUser({ firstName: "Person", lastName: `Number ${i}`, groups: [SEED.groups.always] });
    },
    malformRow: (answer) => answer.replace('"firstName":"', '"firstName":5,"was":"'),
    dump: async () => JSON.stringify(api.dump()),
    close: () => simulator.close(),
    simulator,
    operator,
    time,
    plainClock: time,
  };
}
