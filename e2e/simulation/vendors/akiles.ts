import { accessIntervals } from "@/e2e/simulators/akiles/access";
import type { HistoryEntry } from "@/e2e/simulators/akiles/model";
import { type AkilesSimulator, createAkilesSimulator } from "@/e2e/simulators/akiles/simulator";
import { byBearer, consent } from "./bearers";
import { doorsOf, idOf, jsonHeaders, type PlayVendor, type Question, type Troubles } from "./vendor";

const URL_OF = "http://127.0.0.1:3";
const SECRETS = { clientId: "lintel", clientSecret: "simulated-secret" } as const;
const EVERY_METHOD = { online: true, bluetooth: true, mobile_nfc: true, pin: true, card: true };
const API = "^/v2/";

/** Windows are the vendor's own; several memberships of one group; everything carries a mark. */
export const akiles: PlayVendor = {
  id: "akiles",
  env: {
    AKILES_CLIENT_ID: SECRETS.clientId,
    AKILES_CLIENT_SECRET: SECRETS.clientSecret,
    AKILES_API_URL: URL_OF,
    AKILES_AUTH_URL: URL_OF,
  },
  async open({ plan, zone, clock }) {
    const simulator = await createAkilesSimulator({ port: null, storeFile: null, clock, secrets: SECRETS });
    const { api } = simulator;
    const { world } = api;
    const organization = api.addOrganization(plan.name).id;
    const site = api.addSite({ organization, name: plan.name, timezone: zone }).id;
    const doors = new Map(
      doorsOf(plan).map((name) => [name, api.addGadget({ organization, site, name }).id]),
    );
    const groups = new Map<string, string>();
    for (const group of plan.groups) {
      const permissions = group.doors.map((door) => ({
        gadget_id: idOf(doors, door),
        access_methods: EVERY_METHOD,
      }));
      groups.set(group.name, api.addGroup({ organization, name: group.name, permissions }).id);
    }
    const members = (customer: string) => api.members(customer, organization);
    return {
      plan,
      groups,
      doors,
      system: byBearer({
        name: "akiles",
        origin: URL_OF,
        signIn: "/oauth2/",
        kept() {
          const { accessTokens: access, refreshTokens: refresh, codes } = world.state.oauth;
          return { access, refresh, codes };
        },
        fetch: (request) => simulator.app.fetch(request),
      }),
      form: {},
      settings: {},
      allow: (redirectTo) => consent(simulator.app, redirectTo, { organization }),
      get changes() {
        return world.state.history.length;
      },
      get writes() {
        return api.requests.read().writes;
      },
      people: ({ customer }) => members(customer).map((row) => row.id),
      present: ({ customer }) => members(customer).findLast((row) => !row.is_deleted)?.id ?? null,
      staff: {
        drop(person, group) {
          for (const row of Object.values(world.state.tables.associations))
            if (row.member_id === person && row.member_group_id === group && !row.is_deleted)
              api.staffDeleteAssociation(row.id);
        },
        add: (person, group) => void api.staffAssociation(person, { member_group_id: group }),
        disable: (person) => void api.staffPatchMember(person, { ends_at: world.clock.now().toISOString() }),
        delete: (person) => void api.staffDeleteMember(person),
      },
      acceptedAt: (person) => acceptedAt(world.historyOf(person)),
      intervals: (person, question) => intervalsOf(person, world.historyOf(person), question),
      marked: () =>
        Object.values(world.state.tables.members).flatMap(({ id, metadata }) =>
          metadata.lintel_person === undefined
            ? []
            : [{ id, mark: metadata.lintel_person, customers: (metadata.nx_coworker ?? "").split(",") }],
        ),
      troubles: troublesOf(simulator, organization),
      close: () => simulator.close(),
    };
  },
};

function acceptedAt(history: readonly HistoryEntry[]): number | null {
  const first = history.find(({ now }) => now.kind === "credential" && now.opens !== "app" && !now.deleted);
  return first?.at ?? null;
}

function intervalsOf(person: string, history: readonly HistoryEntry[], { door, part, asked, by }: Question) {
  const question = {
    memberId: person,
    gadgetId: door,
    ...(asked === "credential" ? { methods: ["pin", "card"] as const, withCredential: true } : {}),
  };
  if (by === "anybody") return accessIntervals(history, question, part);
  const byHand = madeByHand(history);
  if (byHand.size === 0) return [];
  return accessIntervals(
    history.filter(({ id, now }) => now.kind !== "association" || byHand.has(id)),
    question,
    part,
  );
}

/** Of a membership, who made it decides, whoever changed it since. */
function madeByHand(history: readonly HistoryEntry[]): ReadonlySet<string> {
  const byHand = new Set<string>();
  const seen = new Set<string>();
  for (const { id, cause, now } of history) {
    if (now.kind !== "association" || seen.has(id)) continue;
    seen.add(id);
    if (!cause.endsWith("by api")) byHand.add(id);
  }
  return byHand;
}

const failure = (status: number, type: string) => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify({ type, message: "", args: {} }),
});

const troublesOf = ({ api }: AkilesSimulator, organization: string): Troubles => ({
  rules: api,
  api: API,
  everything: "^/(v2|oauth2/token)",
  contested: API,
  writes: ["POST", "PATCH", "DELETE"],
  people: {
    path: String.raw`^/v2/members\?`,
    cut: { status: 200, headers: jsonHeaders, body: '{"data":[{"id":"mem_' },
  },
  throttled: (seconds) => {
    const answer = failure(429, "too_many_requests");
    return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
  },
  failed: failure(500, "internal"),
  conflict: failure(409, "conflict"),
  expire() {
    for (const token of Object.values(api.world.state.oauth.accessTokens))
      token.expiresAt = api.world.nowMs();
  },
  lose: () => api.revokeTokens(organization),
  refusedSince: (at) =>
    api.requests
      .read()
      .entries.filter((entry) => entry.at >= at && (entry.status === 401 || entry.status === 400)).length,
  setOnline: (door, isOnline) => api.setDoorOnline(door, isOnline),
  missed: (_door, since) =>
    api.world.state.history.filter(({ at, now }) => at >= since && now.kind !== "device").length,
});
