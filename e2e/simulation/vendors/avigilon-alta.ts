import { accessIntervals } from "@/e2e/simulators/avigilon-alta/access";
import type { HistoryEntry } from "@/e2e/simulators/avigilon-alta/model";
import { type AltaSimulator, createAltaSimulator } from "@/e2e/simulators/avigilon-alta/simulator";
import { StaffGroups } from "./staff-groups";
import { doorsOf, idOf, jsonHeaders, type PlayVendor, type Question, type Troubles } from "./vendor";

const URL_OF = "http://127.0.0.1:7";
const METHODS = ["pin", "card"] as const;
const CARRIED = new Set(["pincode", "card", "cardMifareCsn", "cardOpenpathDesfireEv1", "fobAllegion"]);

/** No windows, no mark on a membership, an address that never changes; signed in to with name and password. */
export const avigilonAlta: PlayVendor = {
  id: "avigilon-alta",
  env: { AVIGILON_ALTA_API_URL: URL_OF, AVIGILON_ALTA_EU_API_URL: `${URL_OF}/eu` },
  async open({ plan, zone, clock, key }) {
    const seeded = { email: `seeded-${key}@example.test`, password: "simulated-password" };
    const simulator = await createAltaSimulator({ port: null, storeFile: null, clock, account: seeded });
    const { api } = simulator;
    const { world } = api;
    const org = api.addOrg({ name: plan.name });
    const site = api.addSite({ org, name: plan.name, timezone: zone }).id;
    const doors = new Map(doorsOf(plan).map((name) => [name, String(api.addEntry({ org, site, name }).id)]));
    const groups = new Map(
      plan.groups.map(({ name, doors: opened }) => {
        const ids = opened.map((door) => idOf(doors, door));
        return [name, String(api.addGroup({ org, name, doors: ids }).id)];
      }),
    );
    const account = new ServiceAccount(simulator, { org, email: `lintel-${key}@example.test` });
    const byHand = new StaffGroups();
    const named = (name: string) =>
      world.rows("users", org).filter((row) => nameOf(simulator, row.id) === name);
    const groupsOf = (person: string) => world.find("users", org, Number(person)).groupIds;
    return {
      plan,
      groups,
      doors,
      system: {
        name: "avigilon-alta",
        owns: ({ url, headers, body }) =>
          url.origin === URL_OF &&
          (url.pathname === "/auth/login"
            ? account.isNamedIn(body)
            : account.holds(headers.get("authorization"))),
        answer: async (request) => simulator.app.fetch(request),
      },
      get form() {
        return account.form;
      },
      settings: { credentialType: "automatic" },
      get changes() {
        return world.state.history.length;
      },
      get writes() {
        return api.requests.read().writes;
      },
      people: ({ name }) => named(name).map((row) => String(row.id)),
      present: ({ name }) => {
        const row = named(name).findLast(({ status }) => status !== "I");
        return row === undefined ? null : String(row.id);
      },
      staff: {
        drop(person, group) {
          if (groupsOf(person).includes(Number(group))) api.staffGroups(person, { remove: [Number(group)] });
        },
        add(person, group) {
          if (groupsOf(person).includes(Number(group))) return;
          api.staffGroups(person, { add: [Number(group)] });
          byHand.note(world.state.history.at(-1)?.seq ?? 0);
        },
        disable: (person) => api.staffStatus(person, "S"),
        delete: (person) => api.staffDelete(person),
      },
      acceptedAt: (person) =>
        world
          .historyOf(Number(person))
          .find(({ now }) => now.kind === "credential" && now.isUsable && CARRIED.has(now.model))?.at ?? null,
      intervals: (person, question) =>
        intervalsOf(Number(person), question, byHand, world.historyOf(Number(person))),
      marked: () =>
        world.rows("users", org).map(({ id, externalId }) => ({
          id: String(id),
          mark: (externalId ?? "").replaceAll(".", ":"),
          customers: [],
        })),
      troubles: troublesOf(simulator, account),
      close: () => simulator.close(),
    };
  },
};

/** The account Lintel signs in as. Sessions that ended are still its own to refuse. */
class ServiceAccount {
  private passwords = 1;

  constructor(
    private readonly simulator: AltaSimulator,
    private readonly of: { readonly org: number; readonly email: string },
  ) {
    simulator.api.addAccount({ ...of, password: this.password });
  }

  private get password(): string {
    return `simulated-password-${this.passwords}`;
  }

  get form() {
    const { email, org } = this.of;
    return { username: email, password: this.password, organizationId: String(org), region: "global" };
  }

  isNamedIn = (body: string | null): boolean => (body ?? "").includes(JSON.stringify(this.of.email));

  holds(authorization: string | null): boolean {
    const token = authorization?.replace(/^Bearer /, "") ?? "";
    return Object.hasOwn(this.simulator.api.world.state.sessions, token);
  }

  changePassword(): void {
    this.passwords += 1;
    this.simulator.api.setPassword(this.of.email, this.password);
    this.simulator.api.revokeSessions(this.of.email);
  }
}

function nameOf({ api }: AltaSimulator, userId: number): string {
  const user = api.world.get("users", userId);
  const identity = user && api.world.get("identities", user.identityId);
  return [identity?.firstName, identity?.lastName].filter(Boolean).join(" ");
}

function intervalsOf(
  userId: number,
  { door, part, asked, by }: Question,
  byHand: StaffGroups,
  history: readonly HistoryEntry[],
) {
  if (by === "staff" && byHand.isEmpty) return [];
  const entries = by === "staff" ? onlyByHand(history, byHand) : history;
  const question = { userId, entryId: Number(door) };
  return asked === "membership"
    ? accessIntervals(entries, question, part)
    : METHODS.flatMap((method) =>
        accessIntervals(entries, { ...question, method, withCredential: true }, part),
      );
}

function onlyByHand(history: readonly HistoryEntry[], byHand: StaffGroups): HistoryEntry[] {
  const theirs = byHand.reader<number>();
  return history.map((entry) =>
    entry.now.kind === "user"
      ? { ...entry, now: { ...entry.now, groupIds: theirs(entry.seq, entry.now.groupIds) } }
      : entry,
  );
}

const failure = (status: number, message: string) => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify({ message }),
});

const troublesOf = ({ api }: AltaSimulator, account: ServiceAccount): Troubles => ({
  rules: api,
  api: "^/orgs/",
  everything: "^/(orgs|auth)/",
  // Elsewhere a conflict says that an address, a card or a PIN is somebody else's.
  contested: "/groupIds$",
  writes: ["POST", "PUT", "PATCH", "DELETE"],
  people: {
    path: String.raw`^/orgs/\d+/users\?`,
    cut: { status: 200, headers: jsonHeaders, body: '{"data":[{"id":1' },
  },
  throttled: (seconds) => {
    const answer = failure(429, "");
    return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
  },
  failed: failure(500, ""),
  conflict: failure(409, "changed meanwhile"),
  expire() {
    for (const session of Object.values(api.world.state.sessions)) session.expiresAt = api.world.nowMs();
  },
  lose: () => account.changePassword(),
  refusedSince: (at) =>
    api.requests.read().entries.filter((entry) => entry.at >= at && entry.status === 401).length,
  setOnline: (door, isOnline) => api.setDoorOnline(door, isOnline),
  missed: (_door, since) =>
    api.world.state.history.filter(({ at, now }) => at >= since && now.kind !== "entry").length,
});
