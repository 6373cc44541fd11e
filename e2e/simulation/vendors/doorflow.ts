import { accessIntervals } from "@/e2e/simulators/doorflow/intervals";
import type { HistoryEntry } from "@/e2e/simulators/doorflow/model";
import { createDoorFlowSimulator, type DoorFlowSimulator } from "@/e2e/simulators/doorflow/simulator";
import { tick } from "@/e2e/simulators/doorflow/tick";
import { byBearer, consent } from "./bearers";
import { StaffGroups } from "./staff-groups";
import { doorsOf, idOf, jsonHeaders, type PlayVendor, type Question, type Troubles } from "./vendor";

const URL_OF = "http://127.0.0.1:8";
const CLIENT = { clientId: "lintel-doorflow", clientSecret: "simulated-doorflow-secret" } as const;
const ACCESS_MS = 60 * 60_000;
const METHODS = ["pin", "card"] as const;

/** Windows are reservations, what has no end is a bare membership, and doors obey only what a sync told them. */
export const doorflow: PlayVendor = {
  id: "doorflow",
  env: {
    DOORFLOW_CLIENT_ID: CLIENT.clientId,
    DOORFLOW_CLIENT_SECRET: CLIENT.clientSecret,
    DOORFLOW_API_URL: URL_OF,
    DOORFLOW_AUTH_URL: URL_OF,
  },
  async open({ plan, zone, clock }) {
    const simulator = await createDoorFlowSimulator({ port: null, storeFile: null, clock, secrets: CLIENT });
    const { api } = simulator;
    const { world } = api;
    const account = api.addAccount(plan.name, zone).id;
    const site = api.addSite({ account, name: plan.name, timezone: zone }).id;
    const doors = new Map(doorsOf(plan).map((name) => [name, api.addChannel({ account, site, name }).id]));
    const groups = new Map(
      plan.groups.map(({ name, doors: opened }) => {
        const channels = opened.map((door) => idOf(doors, door));
        const role = api.addRole({ account, name, channels });
        return [name, api.addGroup({ account, name, roles: [role.id] }).id];
      }),
    );
    api.addCredentialType({ account, label: "Pin", slug: "pin", code: 10, way: "pin" });
    api.addCredentialType({ account, label: "Card", slug: "credentials_number", code: 200, way: "card" });
    api.staffSync(account);
    const byHand = new StaffGroups();
    const members = (customer: string) => api.members(customer, account);
    /** Groups somebody is in, those that a reservation gives now too: a list that leaves one out ends that. */
    const groupsOf = (person: string): readonly string[] => {
      tick(world);
      const given = world
        .ofPerson("groupReservations", person)
        .filter((row) => row.state === "active" && !row.deleted)
        .flatMap((row) => row.group_ids);
      return [...new Set([...(world.state.tables.people[person]?.groups ?? []), ...given])];
    };
    const write = (person: string, held: readonly string[]) => {
      api.staffPutPerson(person, { group_ids: held.map(Number) });
      byHand.note(world.state.history.findLast((entry) => entry.id === `person:${person}`)?.seq ?? 0);
      api.staffSync(account);
    };
    return {
      plan,
      groups,
      doors,
      system: byBearer({
        name: "doorflow",
        origin: URL_OF,
        signIn: "/oauth/",
        kept: () => world.state.oauth,
        fetch: (request) => simulator.app.fetch(request),
      }),
      form: {},
      settings: { site },
      allow: (redirectTo) => consent(simulator.app, redirectTo, { account }),
      get changes() {
        // What the platform does by itself counts from when it is due, not from when somebody looks.
        tick(world);
        return world.state.history.length;
      },
      get writes() {
        return api.requests.read().writes;
      },
      people: ({ customer }) => members(customer).map((row) => row.id),
      present: ({ customer }) => members(customer).findLast((row) => !row.deleted)?.id ?? null,
      // As they end their work in the web app: with "Update doors".
      staff: {
        // A reservation that runs is ended where it is listed. UNVERIFIED: what a list of groups without it would do.
        drop(person, group) {
          const held = groupsOf(person);
          for (const row of world.ofPerson("groupReservations", person))
            if (row.state === "active" && !row.deleted && row.group_ids.includes(group))
              api.staffDeleteReservation(row.id);
          const standing = world.state.tables.people[person]?.groups ?? [];
          if (standing.includes(group))
            write(
              person,
              held.filter((each) => each !== group),
            );
          else api.staffSync(account);
        },
        add(person, group) {
          const held = groupsOf(person);
          if (!held.includes(group)) write(person, [...held, group]);
        },
        disable(person) {
          api.staffPutPerson(person, { enabled: false });
          api.staffSync(account);
        },
        delete(person) {
          api.staffDeletePerson(person);
          api.staffSync(account);
        },
      },
      acceptedAt(person) {
        const first = world
          .historyOf(person)
          .find(({ now }) => now.kind === "credential" && !now.gone && now.usable && now.opens !== "mobile");
        return first ? toldAt(simulator, [...doors.values()], first.seq) : null;
      },
      intervals: (person, question) => intervalsOf(simulator, person, question, byHand),
      marked: () =>
        world.rows("people", account).map(({ id, system_id, texts }) => ({
          id,
          mark: system_id ?? "",
          customers: [...(texts.notes ?? "").matchAll(/nx_coworker=(\S+)/g)].map((match) => match[1] ?? ""),
        })),
      troubles: troublesOf(simulator, account),
      close: () => simulator.close(),
    };
  },
};

/** From when on a door knew of a change: before that none could be asked with it; null = none knows yet. */
function toldAt({ api }: DoorFlowSimulator, doors: readonly string[], seq: number): number | null {
  tick(api.world);
  const times = doors.flatMap(
    (door) => (api.world.state.known[door] ?? []).find((point) => point.seq >= seq)?.at ?? [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

function intervalsOf(
  { api }: DoorFlowSimulator,
  personId: string,
  { door, part, asked, by }: Question,
  byHand: StaffGroups,
) {
  if (by === "staff" && byHand.isEmpty) return [];
  tick(api.world);
  // The same doors, syncs and switches, with another history of this one person.
  const world: typeof api.world =
    by === "staff"
      ? Object.assign(Object.create(api.world), {
          historyOf: (id: string) => onlyByHand(api.world.historyOf(id), byHand),
        })
      : api.world;
  const question = { personId, channelId: door };
  return asked === "membership"
    ? accessIntervals(world, question, part)
    : METHODS.flatMap((way) => accessIntervals(world, { ...question, way, withCredential: true }, part));
}

/** Staff makes no reservations. */
function onlyByHand(history: readonly HistoryEntry[], byHand: StaffGroups): HistoryEntry[] {
  const theirs = byHand.reader<string>();
  return history
    .filter(({ now }) => now.kind !== "groupReservation")
    .map((entry) =>
      entry.now.kind === "person"
        ? { ...entry, now: { ...entry.now, groups: theirs(entry.seq, entry.now.groups) } }
        : entry,
    );
}

const failure = (status: number, body: object) => ({
  status,
  headers: jsonHeaders,
  body: JSON.stringify(body),
});

const troublesOf = ({ api }: DoorFlowSimulator, account: string): Troubles => ({
  rules: api,
  api: "^/api/3/",
  everything: "^/(api/3|oauth/token)",
  // Elsewhere a conflict says that a card or a PIN is somebody else's.
  contested: String.raw`^/api/3/(people/\d+$|group_reservations)`,
  writes: ["POST", "PUT", "DELETE"],
  people: {
    path: String.raw`^/api/3/people\?`,
    cut: { status: 200, headers: jsonHeaders, body: '[{"id":1' },
  },
  throttled: (seconds) => failure(429, { error: "rate_limited", retry_in: seconds }),
  failed: failure(500, {}),
  conflict: failure(409, { error: "conflict" }),
  expire() {
    for (const token of Object.values(api.world.state.oauth.access))
      token.createdAt = api.world.nowMs() - ACCESS_MS;
  },
  lose: () => api.revokeTokens(account),
  refusedSince: (at) =>
    api.requests
      .read()
      .entries.filter((entry) => entry.at >= at && (entry.status === 401 || entry.status === 400)).length,
  setOnline: (door, isOnline) => api.setDoorOnline(door, isOnline),
  // A sync that the door was not there for, and every change that it would have told.
  missed(door) {
    tick(api.world);
    const upTo = api.world.state.tables.channels[door]?.missed ?? 0;
    const known = api.world.state.known[door]?.at(-1)?.seq ?? 0;
    return api.world.state.history.filter(({ seq }) => seq > known && seq <= upTo).length;
  },
});
