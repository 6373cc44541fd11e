import { createHash } from "node:crypto";
import { type ConnectionRow, getConnection, holdConnection, listConnections } from "@/db/queries/connections";
import { noteChange, replaceEdges } from "@/db/queries/edges";
import { createPerson, listLinks, listPersons, raiseRevision } from "@/db/queries/persons";
import { clearTouched } from "@/db/queries/touched";
import { edgesOf, itemKey } from "@/lib/access";
import type {
  ConnectionId,
  DesiredGrant,
  Entitlement,
  InstallationId,
  MemberId,
  PersonId,
} from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { isKept } from "../connections/kept";
import type { OutgoingEvent, Services } from "../context";
import { loadWanted, wantedDigest } from "../credentials/wanted";
import { judgeParked, judgeProjected, lookedAtAnew } from "../safety/judge-projected";
import { projectVisits } from "../visits/project";
import { armEdges } from "./arm-edges";
import { applyRequest } from "./ask-apply";
import { loadDesired, loadEntitlements } from "./desired";
import { loadRules } from "./rules";

/** Looks at one person in a row: each one after the first means that facts changed during the one before. */
const LOOKS_MAX = 5;

export interface Projection {
  readonly people: number;
  readonly changed: number;
}

/**
 * Stored facts -> what each person should hold, on every connection whose doors Lintel keeps: makes the
 * people that now need to exist, rewrites and arms their edges, and asks for one apply per person whose
 * desired state changed (`force` = for all of them). Visits, which may hang on the same bookings, follow.
 * No platform and no vendor call.
 *
 * `memberIds: null` = everybody. Repeat: without new facts nothing is asked for.
 */
export async function projectMembers(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly memberIds: readonly MemberId[] | null;
    readonly cause: string;
    readonly force?: boolean;
    /** Stamped on what is asked for, to tell it apart later; the current instant unless given. */
    readonly askedAt?: Date;
    /** This connection alone; everybody touched still waits for the others. */
    readonly connectionId?: ConnectionId;
  },
): Promise<Projection> {
  if (input.memberIds !== null && input.memberIds.length === 0) {
    await projectVisits(services, input);
    return { people: 0, changed: 0 };
  }
  const asOf = services.clock.now();
  const all = await listConnections(services.db, input);
  const { connectionId } = input;
  const connections = connectionId === undefined ? all : all.filter((row) => row.id === connectionId);
  // The facts are the installation's: each first look at a connection shares them. Later looks load their own.
  let loaded: Promise<Entitlement[]> | null = null;
  const facts = () => {
    loaded ??= loadEntitlements(services, input, input.memberIds, asOf);
    return loaded;
  };
  let people = 0;
  let changed = 0;
  for (const connection of connections) {
    if (!isKept(connection)) {
      await judgeParked(services, connection, input);
      continue;
    }
    const result = await projectConnection(services, connection, { ...input, facts });
    people += result.people;
    changed += result.changed;
  }
  if (connectionId === undefined) await clearTouched(services.db, { ...input, asOf });
  // After the members': nobody's own access waits for a visitor.
  const { installationId, memberIds, force = false } = input;
  await projectVisits(services, { installationId, force: force && memberIds === null });
  return { people, changed };
}

async function projectConnection(
  services: Services,
  connection: ConnectionRow,
  input: Omit<Parameters<typeof projectMembers>[1], "installationId"> & {
    readonly facts: () => Promise<Entitlement[]>;
  },
): Promise<Projection> {
  const now = input.askedAt ?? services.clock.now();
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  await makePeople(services, connection, { ...input, now });
  const links = await listLinks(
    services.db,
    input.memberIds === null ? scope : { ...scope, memberIds: input.memberIds },
  );
  const personIds = [...new Set(links.map((link) => link.personId))];
  if (personIds.length === 0) return { people: 0, changed: 0 };

  const asked = new Map<PersonId, OutgoingEvent>();
  let left: readonly PersonId[] = personIds;
  for (let look = 0; left.length > 0 && look < LOOKS_MAX; look += 1) {
    const fresh = await getConnection(services.db, scope);
    if (!fresh) break;
    const events = await projectPersons(services, fresh, left, {
      now,
      cause: input.cause,
      force: input.force === true && look === 0,
      entitlements: look === 0 && input.memberIds === null ? await input.facts() : null,
    });
    for (const [personId, event] of events) asked.set(personId, event);
    // Facts may have moved on while these were written, and whoever moved them may have looked in between.
    left = [...events.keys()];
  }
  await armEdges(services, { personIds });
  await services.emit([...asked.values()]);
  return { people: personIds.length, changed: asked.size };
}

/** One look: writes digest, revision and edges of those whose desired state is not what was noted last. */
async function projectPersons(
  services: Services,
  connection: ConnectionRow,
  personIds: readonly PersonId[],
  input: {
    readonly now: Date;
    readonly cause: string;
    readonly force: boolean;
    /** Of everybody, where they are loaded already. */
    readonly entitlements: readonly Entitlement[] | null;
  },
): Promise<ReadonlyMap<PersonId, OutgoingEvent>> {
  const { now } = input;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const { entitlements } = input;
  const known = entitlements === null ? {} : { entitlements };
  const { desired } = await loadDesired(services, connection, { personIds, now, ...known });
  const persons = await listPersons(services.db, { ...scope, ids: personIds });
  const wanted = await loadWanted(services, connection, personIds);
  const byPerson = new Map<PersonId, DesiredGrant[]>();
  for (const grant of desired)
    byPerson.set(grant.key.personId, [...(byPerson.get(grant.key.personId) ?? []), grant]);
  const edges = edgesOf(desired, now);
  const events = new Map<PersonId, OutgoingEvent>();
  const anew = await lookedAtAnew(services, connection, { personIds, desired, now });
  const turned = persons.flatMap((person) => {
    const grants = byPerson.get(person.id) ?? [];
    const desiredDigest = digestOf(grants, wantedDigest(services, connection, wanted.get(person.id)));
    const isSame = desiredDigest === person.desiredDigest && !input.force && !anew.has(person.id);
    return isSame ? [] : [{ person, desiredDigest }];
  });
  const losing = await judgeProjected(services, connection, {
    personIds: turned.map(({ person }) => person.id),
    desired,
    now,
    cause: input.cause,
  });
  for (const { person, desiredDigest } of turned) {
    const key = { ...scope, personId: person.id };
    const revision = await services.db.transaction(async (tx) => {
      // Whoever begins to take everything back waits for this, or is seen here: no edge outlives the connection.
      const current = await holdConnection(tx, scope);
      if (!current || !isKept(current)) return null;
      const raised = await raiseRevision(tx, { ...key, desiredDigest, now });
      if (raised === null) return null;
      await noteChange(tx, { ...key, revision: raised, now, id: randomId() });
      const ahead = edges.get(person.id) ?? [];
      await replaceEdges(tx, { ...key, edges: ahead, revision: raised, now, newId: randomId });
      return raised;
    });
    if (revision === null) continue;
    events.set(
      person.id,
      applyRequest({ ...key, revision, cause: input.cause, isEnding: losing.has(person.id) }),
    );
  }
  return events;
}

/** A member with a mapped right and no person yet gets one; a member without any never does. */
async function makePeople(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly memberIds: readonly MemberId[] | null;
    readonly now: Date;
    readonly facts: () => Promise<Entitlement[]>;
  },
): Promise<void> {
  const { memberIds, now } = input;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const [rules, entitlements, links] = await Promise.all([
    loadRules(services, connection),
    input.facts(),
    listLinks(services.db, memberIds === null ? scope : { ...scope, memberIds }),
  ]);
  const mapped = new Set(rules.map((rule) => itemKey(rule.item)));
  const known = new Set(links.map((link) => link.memberId));
  const wanted = new Set(
    entitlements.filter((entitlement) => mapped.has(itemKey(entitlement.item))).map((e) => e.memberId),
  );
  for (const memberId of wanted)
    if (!known.has(memberId))
      await createPerson(services.db, { ...scope, memberId, personId: randomId() as PersonId, now });
}

/** What should hold, as one comparable text: credentials by hash, groups, windows, the records they come from. */
function digestOf(grants: readonly DesiredGrant[], credentials: readonly (string | null)[]): string {
  const text = JSON.stringify([
    credentials,
    grants.map((grant) => [
      grant.key.groupId,
      grant.windows.map((w) => [w.from.getTime(), w.until?.getTime() ?? null]),
      grant.because.map((b) => [b.source.kind, b.source.id]),
    ]),
  ]);
  return createHash("sha256").update(text).digest("base64url");
}
