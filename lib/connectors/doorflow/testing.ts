import { SEED } from "@/e2e/simulators/doorflow/seed";
import { createDoorFlowSimulator, type DoorFlowSimulator } from "@/e2e/simulators/doorflow/simulator";
import type { Switches } from "@/e2e/simulators/doorflow/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { type Clock, manualClock } from "@/lib/clock";
import type { CallLog, Connector, FetchLike, TokenSource } from "../contract";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { tokensFrom } from "../testing/token-source";
import { doorflow } from "./definition";

export interface DoorFlowHarness extends ConnectorHarness {
  readonly simulator: DoorFlowSimulator;
  readonly operator: Readonly<Record<string, string>>;
  /** The clock that the simulator and the connector share. */
  readonly time: ReturnType<typeof manualClock>;
  /** The clock without the battery's time-outs, for OAuth calls that go round the connector. */
  readonly plainClock: Clock;
  /** The same connection with other settings. */
  with(settings: Readonly<Record<string, string>>): Connector;
  /** The same account with a token of these scopes alone. */
  allowed(scope: string): Connector;
}

const EMAIL = "Foreign.Person@example.test";
export const REDIRECT = "http://127.0.0.1:3000/callback";
export const KEYS = { clientId: "lintel-test", clientSecret: "client-secret-canary" };

/** The DoorFlow connector in front of a simulator of its own, on a free loopback port. Times start at 2026-03-02T10:00Z. */
export async function doorflowHarness(
  switches: Partial<Switches> = {},
  real: FetchLike = fetch,
): Promise<DoorFlowHarness> {
  const time = manualClock(new Date("2026-03-02T10:00:00Z"));
  const options = { port: 0, storeFile: null, clock: time, secrets: KEYS, redirectUris: [REDIRECT] };
  const simulator = await createDoorFlowSimulator(options);
  const { api } = simulator;
  api.setSwitches(switches);
  const operator = { ...KEYS, apiUrl: simulator.url, authUrl: simulator.url };
  const faults = new FaultyFetch(real);
  const clock = faults.clockOver(time);
  const logs: Parameters<CallLog>[0][] = [];

  const tokens = tokensFrom(() => api.tokens().access_token);
  const token = await tokens.current();
  const connect = (settings: Readonly<Record<string, string>>, by: TokenSource = tokens) =>
    doorflow.create({
      clock,
      fetch: faults.fetch,
      log: (entry) => logs.push(entry),
      timeoutMs: 5_000,
      tokens: by,
      operator,
      settings,
      secrets: {},
    });
  const always = SEED.groups.always;

  return {
    connector: connect({ site: SEED.sites.harbour }),
    with: connect,
    allowed(scope) {
      const limited = api.tokens(SEED.account, scope).access_token;
      return connect({}, { current: async () => limited, renew: async () => limited });
    },
    definition: doorflow,
    clock,
    faults,
    logs,
    renewals: () => tokens.renewals,
    groupIds: [SEED.groups.board as AccessGroupId, SEED.groups.studio as AccessGroupId],
    precisionMs: 1,
    samples: { pin: "493827", otherPin: "0506172", cards: ["2044", "0A45F"], badCard: "no such card" },
    secrets: [token, KEYS.clientSecret],
    errorBody: (text) => JSON.stringify({ error: text, error_description: text, errors: { value: [text] } }),
    async makeForeignGrant() {
      const person = api.staffPerson({
        first_name: "Foreign",
        last_name: "Person",
        email: EMAIL,
        group_ids: [Number(always)],
      });
      return {
        vendorPersonId: person.id,
        vendorGrantId: `m${person.id}:${always}`,
        groupId: always as AccessGroupId,
        email: EMAIL.toLowerCase(),
      };
    },
    async makePeople(count) {
      for (let i = 0; i < count; i += 1)
        api.staffPerson({ first_name: "Person", last_name: `Number ${i}`, group_ids: [Number(always)] });
    },
    malformRow: (answer) => answer.replace('"first_name":"', '"first_name":5,"was":"'),
    dump: async () => JSON.stringify(api.dump()),
    close: () => simulator.close(),
    simulator,
    operator,
    time,
    plainClock: time,
  };
}
