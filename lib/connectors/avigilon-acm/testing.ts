import { roleDn } from "@/e2e/simulators/avigilon-acm/dn";
import { SEED } from "@/e2e/simulators/avigilon-acm/seed";
import { type AcmSimulator, createAcmSimulator } from "@/e2e/simulators/avigilon-acm/simulator";
import type { Switches } from "@/e2e/simulators/avigilon-acm/switches";
import type { AccessGroupId } from "@/lib/access/types";
import { manualClock, realClock } from "@/lib/clock";
import { guardedFetch } from "@/lib/security/guarded-fetch";
import { parsePrivateHosts } from "@/lib/security/private-hosts";
import { typedFetch } from "@/lib/services/connections/typed-fetch";
import type { CallLog, Connector, FetchLike, TokenSource } from "../contract";
import type { SignInCall } from "../sign-in";
import { FaultyFetch } from "../testing/faulty-fetch";
import type { ConnectorHarness } from "../testing/harness";
import { avigilonAcm } from "./definition";
import { acmSignIn } from "./sign-in";

export interface AcmHarness extends ConnectorHarness {
  readonly simulator: AcmSimulator;
  /** The clock that the simulator and the connector share. */
  readonly time: ReturnType<typeof manualClock>;
  /** What a sign-in is given; through the same guarded calls, without faults. */
  readonly signInCall: SignInCall;
  /** A connector of its own for the same server, e.g. with other settings. */
  with(settings: Readonly<Record<string, string>>): Connector;
}

const EMAIL = "Foreign.Person@example.test";
export const ACCOUNT = { login: "lintel-test", password: "acm-password-canary" };
export const ROLES = {
  board: roleDn(SEED.roles.board) as AccessGroupId,
  studio: roleDn(SEED.roles.studio) as AccessGroupId,
  always: roleDn(SEED.roles.always) as AccessGroupId,
};

/** Calls to the simulated server as the product makes them: guarded, to the pinned certificate only. */
function guardedTo(url: string, fingerprint: () => string): FetchLike {
  const deps = { clock: realClock, privateHosts: parsePrivateHosts(new URL(url).host) };
  return (address, init) =>
    typedFetch({
      server: url,
      serverField: "server",
      settings: { certificateSha256: fingerprint() },
      timeoutMs: 20_000,
      guarded: (typed, options) => guardedFetch(typed, options, deps),
    })(address, init);
}

/** The ACM connector in front of a simulator of its own, on a free loopback port. Times start at 2026-03-02T10:00Z. */
export async function acmHarness(
  switches: Partial<Switches> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<AcmHarness> {
  const time = manualClock(new Date("2026-03-02T10:00:00Z"));
  const simulator = await createAcmSimulator({
    port: 0,
    pagePort: null,
    storeFile: null,
    clock: time,
    secrets: ACCOUNT,
  });
  const { api } = simulator;
  api.setSwitches({ panelLagSeconds: 0, ...switches });
  const pinned = api.fingerprint;
  const guarded = guardedTo(simulator.url, () => pinned);
  const faults = new FaultyFetch(guarded);
  const clock = faults.clockOver(time);
  const logs: Parameters<CallLog>[0][] = [];
  const signInCall: SignInCall = {
    operator: {},
    settings: { server: simulator.url, username: ACCOUNT.login, ...settings },
    secrets: { password: ACCOUNT.password },
    fetch: guarded,
    clock: time,
    timeoutMs: 20_000,
  };

  let token = (await acmSignIn.signIn(signInCall)).accessToken;
  let renewals = 0;
  const tokens: TokenSource = {
    current: async () => token,
    renew: async (refused) => {
      renewals += 1;
      if (refused === token) token = (await acmSignIn.signIn(signInCall)).accessToken;
      return token;
    },
  };
  const connect = (more: Readonly<Record<string, string>>) =>
    avigilonAcm.create({
      clock,
      fetch: faults.fetch,
      log: (entry) => logs.push(entry),
      timeoutMs: 5_000,
      tokens,
      operator: {},
      settings: { ...signInCall.settings, ...more },
      secrets: signInCall.secrets,
    });
  const session = /_session_id=(\w+)/.exec(token)?.[1];

  return {
    connector: connect({}),
    with: connect,
    definition: avigilonAcm,
    clock,
    faults,
    logs,
    renewals: () => renewals,
    groupIds: [ROLES.board, ROLES.studio],
    precisionMs: 1,
    samples: { pin: "493827", otherPin: "506172", cards: ["20440017", "20440018"], badCard: "no such card" },
    secrets: [ACCOUNT.password, ...(session === undefined ? [] : [session])],
    errorBody: (text) => JSON.stringify({ success: false, message: text, errors: text }),
    async makeForeignGrant() {
      const roles = [SEED.roles.always];
      const { cn } = api.staffPerson({ first: "Foreign", last: "Person", email: EMAIL, roles });
      const vendorGrantId = `${cn}|${ROLES.always}`;
      return { vendorPersonId: cn, vendorGrantId, groupId: ROLES.always, email: EMAIL.toLowerCase() };
    },
    async makePeople(count) {
      for (let i = 0; i < count; i += 1)
        api.staffPerson({ first: "Person", last: `Number ${i}`, roles: [SEED.roles.always] });
    },
    malformRow: (answer) =>
      answer
        .replace(/<(\w+)Idstatus>1<\/\w+Idstatus>/, "")
        .replace('"plasecIdstatus":1', '"plasecIdstatus":{}'),
    dump: async () => JSON.stringify(api.dump()),
    close: () => simulator.close(),
    simulator,
    time,
    signInCall,
  };
}
