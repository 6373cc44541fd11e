import { SEED } from "@/e2e/simulators/akiles/seed";
import { type AkilesSimulator, createAkilesSimulator } from "@/e2e/simulators/akiles/simulator";
import type { Switches } from "@/e2e/simulators/akiles/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { type Clock, manualClock } from "@/lib/clock";
import type { CallLog } from "../contract";
import { VendorError } from "../errors";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { tokensFrom } from "../testing/token-source";
import { akiles } from "./definition";

export interface AkilesHarness extends ConnectorHarness {
  readonly simulator: AkilesSimulator;
  readonly operator: Readonly<Record<string, string>>;
  /** The clock that the simulator and the connector share. */
  readonly time: ReturnType<typeof manualClock>;
  /** The clock without the battery's time-outs, for OAuth calls that go round the connector. */
  readonly plainClock: Clock;
}

const EMAIL = "Foreign.Person@example.test";

/** The Akiles connector in front of a simulator of its own, on a free loopback port. Times start at 2026-03-02T10:00Z. */
export async function akilesHarness(switches: Partial<Switches> = {}): Promise<AkilesHarness> {
  const time = manualClock(new Date("2026-03-02T10:00:00Z"));
  const secrets = { clientId: "lintel-test", clientSecret: "client-secret-canary" };
  const simulator = await createAkilesSimulator({ port: 0, storeFile: null, clock: time, secrets });
  const { api } = simulator;
  api.setSwitches(switches);
  const operator = { ...secrets, apiUrl: `${simulator.url}/v2`, authUrl: `${simulator.url}/oauth2` };
  const faults = new FaultyFetch(fetch);
  const clock = faults.clockOver(time);
  const logs: Parameters<CallLog>[0][] = [];

  const tokens = tokensFrom(() => api.tokens().access_token);
  const token = await tokens.current();
  const connector = akiles.create({
    clock,
    fetch: faults.fetch,
    log: (entry) => logs.push(entry),
    timeoutMs: 5_000,
    tokens,
    operator,
    settings: {},
    secrets: {},
  });
  const cards = ["04:a2:1b:0c:9d:5e:80", "A-00417"] as const;
  await registerCards(operator.apiUrl, token);

  return {
    connector,
    definition: akiles,
    clock,
    faults,
    logs,
    renewals: () => tokens.renewals,
    groupIds: [SEED.groups.board as AccessGroupId, SEED.groups.studio as AccessGroupId],
    precisionMs: 1,
    samples: { pin: "49382716", otherPin: "50617283", cards, badCard: "04:a2:1b:0c:9d" },
    secrets: [token, secrets.clientSecret],
    errorBody: (text) => JSON.stringify({ type: text, message: text, args: { value: text } }),
    async makeForeignGrant() {
      const member = api.staffMember({ name: "Foreign Person", email: EMAIL });
      const association = api.staffAssociation(member.id, { member_group_id: SEED.groups.always });
      return {
        vendorPersonId: member.id,
        vendorGrantId: association.id,
        groupId: SEED.groups.always as AccessGroupId,
        email: EMAIL.toLowerCase(),
      };
    },
    async makePeople(count) {
      for (let i = 0; i < count; i += 1)
        api.staffMember({ name: `Person ${i}`, groups: [SEED.groups.always] });
    },
    malformRow: (answer) => answer.replace('"group_associations":[', '"group_associations":[{"id":5},'),
    dump: async () => JSON.stringify(api.dump()),
    close: () => simulator.close(),
    simulator,
    operator,
    time,
    plainClock: time,
  };

  /** A UID and a printed code that the organization knows. */
  async function registerCards(apiUrl: string, bearer: string): Promise<void> {
    const known = [{ uid: "04A21B0C9D5E80" }, { printed_code: cards[1] }];
    for (const card of known) {
      const response = await fetch(`${apiUrl}/cards`, {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify({ name: "Card", ...card }),
      });
      if (!response.ok) throw new VendorError("unexpected_response", "the simulator took no card");
    }
  }
}
