import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import { type AltaSimulator, createAltaSimulator } from "@/e2e/simulators/avigilon-alta/simulator";
import type { Switches } from "@/e2e/simulators/avigilon-alta/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock } from "@/lib/clock";
import type { CallLog, Connector, TokenSource } from "../contract";
import type { SignInCall } from "../sign-in";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { avigilonAlta } from "./definition";

export interface AltaHarness extends ConnectorHarness {
  readonly simulator: AltaSimulator;
  /** The clock that the simulator and the connector share. */
  readonly time: ReturnType<typeof manualClock>;
  /** A connector of the same session with other choices. */
  choosing(settings: Readonly<Record<string, string>>): Connector;
  /** What the connect form holds, for sign-ins that go round the connector. */
  readonly signIn: SignInCall;
}

const EMAIL = "foreign.person@example.test";
const ACCOUNT = { email: "lintel@harbour-works.example", password: "password-canary" };

/** The connector in front of a simulator of its own, on a free loopback port. Times start at 2026-03-02T10:00Z. */
export async function avigilonAltaHarness(switches: Partial<Switches> = {}): Promise<AltaHarness> {
  const time = manualClock(new Date("2026-03-02T10:00:00Z"));
  const simulator = await createAltaSimulator({ port: 0, storeFile: null, clock: time, account: ACCOUNT });
  const { api } = simulator;
  api.setSwitches({ pageCap: 100, ...switches });
  const faults = new FaultyFetch(fetch);
  const clock = faults.clockOver(time);
  const logs: Parameters<CallLog>[0][] = [];
  const operator = { apiUrl: simulator.url, euApiUrl: simulator.euUrl };
  const form = { username: ACCOUNT.email, organizationId: String(SEED.org), region: "global" };
  const scheme = switches.acceptsBearer === false ? "" : "Bearer ";
  let session = `${scheme}${api.session(ACCOUNT.email)}`;
  let renewals = 0;
  const tokens: TokenSource = {
    current: async () => session,
    renew: async (refused) => {
      renewals += 1;
      if (refused === session) session = `${scheme}${api.session(ACCOUNT.email)}`;
      return session;
    },
  };
  const choosing = (settings: Readonly<Record<string, string>>) =>
    avigilonAlta.create({
      clock,
      fetch: faults.fetch,
      log: (entry) => logs.push(entry),
      timeoutMs: 5_000,
      tokens,
      operator,
      settings: { ...form, ...settings },
      secrets: { password: ACCOUNT.password },
    });

  return {
    connector: choosing({}),
    choosing,
    definition: avigilonAlta,
    clock,
    faults,
    logs,
    renewals: () => renewals,
    groupIds: [String(SEED.groups.board) as AccessGroupId, String(SEED.groups.studio) as AccessGroupId],
    precisionMs: 1,
    samples: {
      pin: "49382716",
      otherPin: "50617283",
      cards: ["0010204417", "04:a2:1b:0c:9d:5e:80"],
      badCard: "not a card",
    },
    secrets: [session, session.replace("Bearer ", ""), ACCOUNT.password],
    errorBody: (text) => JSON.stringify({ statusCode: 400, error: text, message: text }),
    async makeForeignGrant() {
      const user = api.staffPerson({
        firstName: "Foreign",
        lastName: "Person",
        email: EMAIL,
        groups: [SEED.groups.always],
      });
      return {
        vendorPersonId: String(user.id),
        vendorGrantId: `${user.id}:${SEED.groups.always}`,
        groupId: String(SEED.groups.always) as AccessGroupId,
        email: EMAIL,
      };
    },
    async makePeople(count) {
      for (let i = 0; i < count; i += 1)
        api.staffPerson({
          firstName: `Person ${i}`,
          email: `p${i}@example.test`,
          groups: [SEED.groups.always],
        });
    },
    malformRow: (answer) => answer.replace('"status":"A"', '"status":5'),
    dump: async () => JSON.stringify(api.dump()),
    close: () => simulator.close(),
    simulator,
    time,
    signIn: {
      operator,
      settings: form,
      secrets: { password: ACCOUNT.password },
      fetch: faults.fetch,
      clock: time,
      timeoutMs: 5_000,
    },
  };
}
