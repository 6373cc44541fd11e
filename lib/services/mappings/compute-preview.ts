import type { ForeignRow } from "@/db/queries/adoptions";
import type { ConnectionRow } from "@/db/queries/connections";
import { listLinks, listPersons } from "@/db/queries/persons";
import { type CausedOperations, canonical, causedOperations, plan, project } from "@/lib/access";
import type {
  Entitlement,
  LedgerGrant,
  MappingRule,
  MemberId,
  Operation,
  PersonId,
  PersonLink,
  Plan,
  PlannedPerson,
} from "@/lib/access/types";
import { loadEntitlements, loadStandings } from "../access/desired";
import { loadLedger } from "../access/load-ledger";
import { loadRules } from "../access/rules";
import type { Services } from "../context";
import { asLedgerRows, toBeAdopted } from "./adopt-held";
import { type ProposedChange, rulesOfProposal } from "./change";

export interface ComputedPreview {
  readonly now: Date;
  readonly change: CausedOperations;
  /** One stable line per caused or prevented operation, sorted. */
  readonly lines: readonly string[];
  readonly lineOf: (operation: Operation) => string;
  readonly withChange: Plan;
  readonly membersOf: (personId: PersonId) => readonly MemberId[];
  readonly entitlements: readonly Entitlement[];
  /** Memberships that confirming adopts (design M7). */
  readonly adopted: readonly ForeignRow[];
}

/** A person that does not exist yet stands under its member's id, so that two computations agree. */
const newPersonId = (memberId: MemberId) => `new:${memberId}` as PersonId;

/**
 * What a proposal would change, computed with and without it at one instant from stored facts and the ledger
 * (design M4): nothing is read and nothing is written. Rights are compared over the whole lookahead, whether
 * the vendor carries windows or timers open and close, so that ordinary edges between showing and confirming
 * make no difference. For a connection that is not active yet, "without" is nothing.
 */
export async function computePreview(
  services: Services,
  connection: ConnectionRow,
  proposal: ProposedChange,
): Promise<ComputedPreview> {
  const now = services.clock.now();
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const [rows, persons, entitlements, ledger, currentRules, newRules] = await Promise.all([
    listLinks(services.db, scope),
    listPersons(services.db, scope),
    loadEntitlements(services, connection, null, now),
    loadLedger(services, connection, null),
    loadRules(services, connection),
    rulesOfProposal(services, connection, proposal),
  ]);
  const known = new Set(rows.map((row) => row.memberId));
  const links: PersonLink[] = rows.map(({ connectionId, memberId, personId }) => ({
    connectionId,
    memberId,
    personId,
  }));
  const people: PlannedPerson[] = persons.map((row) => ({
    personId: row.id,
    vendorPersonId: row.vendorPersonId,
    link: row.link,
  }));
  for (const memberId of new Set(entitlements.map((entitlement) => entitlement.memberId))) {
    if (known.has(memberId)) continue;
    links.push({ connectionId: connection.id, memberId, personId: newPersonId(memberId) });
    people.push({ personId: newPersonId(memberId), vendorPersonId: null, link: "ready" });
  }
  const adopted = await toBeAdopted(services, connection, newRules, now);
  const withAdopted = [...ledger, ...asLedgerRows(adopted)];
  const standings = await loadStandings(
    services,
    connection,
    withAdopted.flatMap((row) => row.sources),
  );
  const planWith = (rules: readonly MappingRule[], ours: readonly LedgerGrant[]) =>
    plan({
      now,
      connectionId: connection.id,
      people,
      desired: project({ now, entitlements, rules, links }),
      observed: { complete: false, reason: "not read", items: [] },
      ledger: ours,
      standings,
      platformComplete: true,
      capabilities: {
        timedGrants: true,
        grantsPerGroup: "many",
        pushAheadMs: services.config.bookingLookaheadMs,
      },
    });
  const withChange = planWith(newRules, withAdopted);
  const isKept = connection.state === "active" || connection.state === "paused";
  const without = planWith(isKept ? currentRules : [], ledger);
  const change = causedOperations(withChange, without);
  const members = new Map<PersonId, MemberId[]>();
  for (const link of links)
    members.set(link.personId, [...(members.get(link.personId) ?? []), link.memberId]);
  const lineOf = (operation: Operation) => canonical([operation]);
  return {
    now,
    change,
    lines: [
      ...change.caused.map((o) => `+${lineOf(o)}`),
      ...change.prevented.map((o) => `-${lineOf(o)}`),
    ].sort(),
    lineOf,
    withChange,
    membersOf: (personId) => members.get(personId) ?? [],
    entitlements,
    adopted,
  };
}
