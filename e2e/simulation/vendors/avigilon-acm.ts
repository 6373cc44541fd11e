import { learnedBy } from "@/e2e/simulators/avigilon-acm/access";
import { roleDn, roleOfDn } from "@/e2e/simulators/avigilon-acm/dn";
import { accessIntervals } from "@/e2e/simulators/avigilon-acm/intervals";
import type { HistoryEntry } from "@/e2e/simulators/avigilon-acm/model";
import { type AcmSimulator, createAcmSimulator } from "@/e2e/simulators/avigilon-acm/simulator";
import { StaffGroups } from "./staff-groups";
import { doorsOf, idOf, type PlayVendor, type Question, type Troubles } from "./vendor";

const LOGIN = "lintel";
/** Until a panel has learned what its server was told. */
const PANEL_LAG_SECONDS = 5;

/**
 * A server of the admin's own, with a certificate to confirm. Roles are written as whole lists, sessions end after ten
 * quiet minutes, and the doors learn late.
 */
export const avigilonAcm: PlayVendor = {
  id: "avigilon-acm",
  env: {},
  async open({ plan, zone, clock, key }) {
    const server = `https://acm-${key}.example.test`;
    const passwords = { count: 1 };
    const password = () => `simulated-password-${passwords.count}`;
    const simulator = await createAcmSimulator({
      port: null,
      pagePort: null,
      storeFile: null,
      clock,
      secrets: { login: LOGIN, password: password() },
    });
    const { api } = simulator;
    const { world } = api;
    // It has been so for long: the panels know it all.
    api.setSwitches({ panelLagSeconds: 0 });
    api.setTimezone(zone);
    const doors = new Map(
      doorsOf(plan).map((name) => [name, api.addDoor({ name, panel: api.addPanel({ name }).cn }).cn]),
    );
    const groups = new Map(
      plan.groups.map(({ name, doors: opened }) => {
        const ids = opened.map((door) => idOf(doors, door));
        const role = api.addRole({ name, accessGroups: [api.addAccessGroup({ name, doors: ids }).cn] });
        return [name, roleDn(role.cn)];
      }),
    );
    api.setSwitches({ panelLagSeconds: PANEL_LAG_SECONDS });
    const byHand = new StaffGroups();
    /** Nobody can be asked about who was deleted: who they were is remembered. */
    const known = new Map<string, string[]>();
    const written = (customer: string): readonly string[] => {
      const ids = known.get(customer) ?? [];
      for (const id of api.people(customer)) if (!ids.includes(id)) ids.push(id);
      known.set(customer, ids);
      return ids;
    };
    const rolesOf = (person: string) => world.find("identities", person)?.roles ?? [];
    const roleOf = (group: string) => roleOfDn(group) ?? "";
    return {
      plan,
      groups,
      doors,
      system: {
        name: "avigilon-acm",
        owns: ({ url }) => url.origin === server,
        answer: async (request) => simulator.app.fetch(request),
      },
      get form() {
        return { server, username: LOGIN, password: password() };
      },
      settings: {},
      certificate: api.fingerprint,
      get changes() {
        return world.state.history.length;
      },
      get writes() {
        return api.requests.read().writes;
      },
      people: ({ customer }) => written(customer),
      present: ({ customer }) => written(customer).findLast((id) => world.find("identities", id)) ?? null,
      staff: {
        drop(person, group) {
          const left = rolesOf(person).filter((role) => role !== roleOf(group));
          if (left.length < rolesOf(person).length) api.staffRoles(person, left);
        },
        add(person, group) {
          if (rolesOf(person).includes(roleOf(group))) return;
          api.staffRoles(person, [...rolesOf(person), roleOf(group)]);
          byHand.note(world.state.history.at(-1)?.seq ?? 0);
        },
        disable: (person) => void api.staffPatchPerson(person, { plasecIdstatus: "2" }),
        delete: (person) => api.staffDeletePerson(person),
      },
      // From when the panels know it: before that no door can be asked with it.
      acceptedAt: (person) => {
        const first = world
          .historyOf(person)
          .find(({ now }) => now.kind === "token" && !now.deleted && now.active);
        return first ? first.at + first.lagMs : null;
      },
      intervals: (person, question) => intervalsOf(simulator, person, question, byHand),
      marked: () =>
        world.rows("identities").map(({ cn, attrs }) => ({
          id: cn,
          mark: attrs.plasecidentityAddress ?? "",
          customers: (attrs.plasecidentityCity ?? "").split(/[ ,]+/).slice(1),
        })),
      troubles: troublesOf(simulator, () => {
        passwords.count += 1;
        api.setAccount({ password: password() });
        api.endSessions();
      }),
      close: () => simulator.close(),
    };
  },
};

function intervalsOf(
  { api }: AcmSimulator,
  identity: string,
  { door, part, asked, by }: Question,
  byHand: StaffGroups,
) {
  if (by === "staff" && byHand.isEmpty) return [];
  const history = api.world.historyOf(identity);
  const entries = by === "staff" ? onlyByHand(history, byHand) : history;
  const question = { identity, door, withCredential: asked === "credential" };
  return accessIntervals(learnedBy(api.door(door).panel, entries), question, part);
}

function onlyByHand(history: readonly HistoryEntry[], byHand: StaffGroups): HistoryEntry[] {
  const theirs = byHand.reader<string>();
  return history.map((entry) =>
    entry.now.kind === "identity"
      ? { ...entry, now: { ...entry.now, roles: theirs(entry.seq, entry.now.roles) } }
      : entry,
  );
}

const page = (status: number) => ({ status, headers: { "content-type": "text/html" }, body: "" });

const troublesOf = ({ api }: AcmSimulator, lose: () => void): Troubles => ({
  rules: api,
  api: "^/(identities|roles)",
  everything: "^/",
  // Elsewhere a conflict says that a number or a PIN is somebody else's.
  contested: "/update_roles$",
  writes: ["POST"],
  people: {
    path: String.raw`^/identities\.xml`,
    cut: {
      status: 200,
      headers: { "content-type": "application/xml" },
      body: '<?xml version="1.0" encoding="UTF-8"?><identities type="array"><identity><plasecName>',
    },
  },
  throttled: (seconds) => {
    const answer = page(429);
    return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
  },
  failed: page(500),
  conflict: page(409),
  expire: () => api.endSessions(),
  lose,
  // A call without a session is sent to the login.
  refusedSince: (at) =>
    api.requests.read().entries.filter((entry) => entry.at >= at && entry.path.startsWith("/sessions"))
      .length,
  setOnline: (door, isOnline) => api.setDoorOnline(door, isOnline),
  // What the server was told before may reach a panel only after.
  missed: (_door, since) =>
    api.world.state.history.filter(({ at, lagMs, now }) => at + lagMs >= since && now.kind !== "panel")
      .length,
});
