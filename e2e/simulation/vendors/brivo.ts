import { accessIntervals, type Question as DoorQuestion } from "@/e2e/simulators/brivo/access";
import type { HistoryEntry, UserRow } from "@/e2e/simulators/brivo/model";
import { type BrivoSimulator, createBrivoSimulator } from "@/e2e/simulators/brivo/simulator";
import { consent } from "./bearers";
import { doorsOf, idOf, jsonHeaders, type PlayVendor, type Question, type Troubles } from "./vendor";

const API_URL = "http://127.0.0.1:5";
const AUTH_URL = "http://127.0.0.1:6";
const CLIENT = { clientId: "lintel-brivo", clientSecret: "simulated-brivo-secret" } as const;
const REDIRECT = "http://127.0.0.1:4/api/vendors/brivo/oauth/callback";
const API = "^/v1/api/";
const BY_STAFF = /by staff$/;

/** No windows and no mark on a membership: one is in a group or not. Tokens live five minutes. */
export const brivo: PlayVendor = {
  id: "brivo",
  env: {
    BRIVO_CLIENT_ID: CLIENT.clientId,
    BRIVO_CLIENT_SECRET: CLIENT.clientSecret,
    BRIVO_API_URL: API_URL,
    BRIVO_AUTH_URL: AUTH_URL,
  },
  async open({ plan, zone, clock, key }) {
    const apiKey = `api-key-${key}`;
    const simulator = await createBrivoSimulator({
      port: null,
      authPort: null,
      storeFile: null,
      clock,
      secrets: { ...CLIENT, apiKey },
      redirectUris: [REDIRECT],
    });
    const { api } = simulator;
    const { world } = api;
    api.setSwitches({ redirectVerb: "get" });
    const { account, admin } = api.addAccount(plan.name);
    const siteId = api.addSite({ account, name: plan.name, timeZone: zone }).id;
    const doors = new Map(
      doorsOf(plan).map((name) => [name, String(api.addDoor({ account, siteId, name }).id)]),
    );
    const groups = new Map(
      plan.groups.map(({ name, doors: opened }) => {
        const ids = opened.map((door) => Number(idOf(doors, door)));
        return [name, String(api.addGroup({ account, name, doors: ids }).id)];
      }),
    );
    /** Nobody can be asked about who was deleted: who they were is remembered. */
    const known = new Map<string, string[]>();
    const named = (name: string): readonly string[] => {
      const ids = known.get(name) ?? [];
      for (const row of world.rows("users", account))
        if (nameOf(row) === name && !ids.includes(String(row.id))) ids.push(String(row.id));
      known.set(name, ids);
      return ids;
    };
    const isIn = (person: string, group: string) =>
      world
        .rows("memberships", account)
        .some((row) => String(row.userId) === person && String(row.groupId) === group);
    return {
      plan,
      groups,
      doors,
      system: {
        name: "brivo",
        owns: ({ url, headers }) =>
          (url.origin === API_URL || url.origin === AUTH_URL) && headers.get("api-key") === apiKey,
        answer: async (request) =>
          (new URL(request.url).origin === AUTH_URL ? simulator.authApp : simulator.app).fetch(request),
      },
      form: { region: "us", apiKey },
      settings: { site: String(siteId), passLanguage: "en" },
      allow: (redirectTo) => consent(simulator.authApp, redirectTo, { admin: String(admin) }),
      get changes() {
        return world.state.history.length;
      },
      get writes() {
        return api.requests.read().writes;
      },
      people: ({ name }) => named(name),
      present: ({ name }) => named(name).findLast((id) => world.state.tables.users[id]) ?? null,
      staff: {
        drop: (person, group) => {
          if (isIn(person, group)) api.staffLeave(person, Number(group));
        },
        add: (person, group) => {
          if (!isIn(person, group)) api.staffJoin(person, Number(group));
        },
        disable: (person) => void api.staffSuspend(person),
        delete: (person) => api.staffDelete(person),
      },
      acceptedAt: (person) =>
        world
          .historyOf(Number(person))
          .find(({ now }) => now.kind === "credential" && now.held && now.opens !== "mobile")?.at ?? null,
      intervals: (person, question) => intervalsOf(Number(person), world.historyOf(Number(person)), question),
      marked: () =>
        world
          .rows("users", account)
          .map(({ id, externalId }) => ({ id: String(id), mark: externalId ?? "", customers: [] })),
      troubles: troublesOf(simulator),
      close: () => simulator.close(),
    };
  },
};

/** As Lintel splits a name in two. */
const nameOf = ({ firstName, lastName }: UserRow) =>
  [firstName, lastName].filter((part) => part !== "-").join(" ");

function intervalsOf(userId: number, history: readonly HistoryEntry[], { door, part, asked, by }: Question) {
  const question: DoorQuestion = {
    userId,
    doorId: Number(door),
    ...(asked === "credential" ? { methods: ["pin", "card"], withCredential: true } : {}),
  };
  if (by === "anybody") return accessIntervals(history, question, part);
  const isTheirs = ({ now, cause }: HistoryEntry) =>
    now.kind !== "membership" || !now.present || BY_STAFF.test(cause);
  const isAny = history.some(
    (entry) => entry.now.kind === "membership" && entry.now.present && isTheirs(entry),
  );
  return isAny ? accessIntervals(history.filter(isTheirs), question, part) : [];
}

const failure = (status: number, message: string) => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify({ code: status, message }),
});

const troublesOf = ({ api }: BrivoSimulator): Troubles => ({
  rules: api,
  api: API,
  everything: "^/(v1/api|oauth/token)",
  // Elsewhere a conflict says that a card or a PIN is somebody else's.
  contested: "^/v1/api/groups/",
  writes: ["POST", "PUT", "PATCH", "DELETE"],
  people: {
    path: String.raw`^/v1/api/users\?`,
    cut: { status: 200, headers: jsonHeaders, body: '{"data":[{"id":1' },
  },
  // The gateway in front says it so.
  throttled: (seconds) => ({
    status: 403,
    headers: {
      "content-type": "text/html",
      "x-mashery-error-code": "ERR_403_DEVELOPER_OVER_QPS",
      "retry-after": String(seconds),
    },
    body: "<h1>Developer Over Qps</h1>",
  }),
  failed: failure(500, ""),
  conflict: failure(409, "changed meanwhile"),
  expire() {
    for (const token of Object.values(api.world.state.oauth.accessTokens))
      token.expiresAt = api.world.nowMs();
  },
  lose: () => api.revokeTokens(),
  refusedSince: (at) =>
    api.requests.read().entries.filter((entry) => entry.at >= at && entry.status === 401).length,
  setOnline: (door, isOnline) => api.setDoorOnline(door, isOnline),
  missed: (_door, since) =>
    api.world.state.history.filter(({ at, now }) => at >= since && now.kind !== "panel").length,
});
