import { type ConnectionRow, listConnections } from "@/db/queries/connections";
import {
  listAllGroups,
  listAllLinks,
  listAllPersons,
  listOpenLedger,
  listOpenOperations,
} from "@/db/queries/console";
import { type MemberRow, membersById } from "@/db/queries/facts";
import { listItems } from "@/db/queries/mappings";
import type { OperationRow } from "@/db/queries/operations";
import type { PersonRow } from "@/db/queries/persons";
import { itemKey, project } from "@/lib/access";
import type {
  DesiredGrant,
  Entitlement,
  InstallationId,
  MappingRule,
  MemberId,
  PersonId,
  PersonLink,
} from "@/lib/access/types";
import { loadEntitlements } from "../access/desired";
import { loadRules } from "../access/rules";
import type { Services } from "../context";

type LedgerRow = Awaited<ReturnType<typeof listOpenLedger>>[number];

/** One connection whose doors Lintel keeps, with who should hold what there. */
export interface KeptConnection {
  readonly row: ConnectionRow;
  readonly vendorName: string;
  /** Vendor and account, as one tells connections apart. */
  readonly label: string;
  readonly rules: readonly MappingRule[];
  readonly desired: readonly DesiredGrant[];
  readonly groupNames: ReadonlyMap<string, string>;
}

/** Stored facts, desired grants, people and the ledger of some members: all that "who may enter" rests on. */
export interface AccessState {
  readonly now: Date;
  readonly members: readonly MemberRow[];
  readonly connections: readonly KeptConnection[];
  readonly entitlements: readonly Entitlement[];
  /** Person per connection and member, stored or expected. */
  readonly links: readonly PersonLink[];
  readonly persons: ReadonlyMap<PersonId, PersonRow>;
  readonly ledger: readonly LedgerRow[];
  /** The newest open operation of each person. */
  readonly troubles: ReadonlyMap<PersonId, OperationRow>;
  /** By `itemKey`. */
  readonly itemNames: ReadonlyMap<string, string>;
}

export const labelOf = (connection: ConnectionRow, vendorName: string) =>
  connection.accountLabel ? `${vendorName}, ${connection.accountLabel}` : vendorName;

/** A member whose person is about to be made stands under its own id until then. */
const expectedPerson = (memberId: MemberId) => `new:${memberId}` as PersonId;

/**
 * Reads what is stored and works out who should hold what now (null = all members). No platform and no vendor
 * call. Parked connections count as kept: their doors still close at known ends.
 */
export async function loadAccessState(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberIds: readonly MemberId[] | null },
): Promise<AccessState> {
  const now = services.clock.now();
  const { installationId } = input;
  const [connections, members, entitlements, stored, groups, items] = await Promise.all([
    listConnections(services.db, { installationId }),
    membersById(services.db, { installationId, ids: input.memberIds }),
    loadEntitlements(services, { installationId }, input.memberIds, now),
    listAllLinks(services.db, input),
    listAllGroups(services.db, { installationId }),
    listItems(services.db, { installationId }),
  ]);
  const personIds = input.memberIds === null ? null : [...new Set(stored.map((link) => link.personId))];
  const [persons, ledger, troubles] = await Promise.all([
    listAllPersons(services.db, { installationId, ids: personIds }),
    listOpenLedger(services.db, { installationId, personIds }),
    listOpenOperations(services.db, { installationId, personIds }),
  ]);
  const kept = connections.filter(
    (row) => row.activatedAt !== null && row.state !== "disconnected" && row.state !== "draft",
  );
  const known = new Set(stored.map((link) => `${link.connectionId} ${link.memberId}`));
  const links: PersonLink[] = stored.map(({ connectionId, memberId, personId }) => ({
    connectionId,
    memberId,
    personId,
  }));
  for (const connection of kept)
    for (const memberId of new Set(entitlements.map((entitlement) => entitlement.memberId)))
      if (!known.has(`${connection.id} ${memberId}`))
        links.push({ connectionId: connection.id, memberId, personId: expectedPerson(memberId) });

  const newest = new Map<PersonId, OperationRow>();
  for (const row of troubles) if (!newest.has(row.personId)) newest.set(row.personId, row);
  return {
    now,
    members,
    entitlements,
    links,
    ledger,
    troubles: newest,
    persons: new Map(persons.map((row) => [row.id, row])),
    itemNames: new Map(items.map((row) => [itemKey({ kind: row.kind, id: row.id }), row.name])),
    connections: await Promise.all(
      kept.map(async (row) => {
        // While everything is being taken back nobody should hold anything there.
        const rules = row.disconnectingSince === null ? await loadRules(services, row) : [];
        const vendorName = services.definition(row.vendor)?.name ?? row.vendor;
        return {
          row,
          vendorName,
          label: labelOf(row, vendorName),
          rules,
          desired: project({ now, entitlements, rules, links }),
          groupNames: new Map(
            groups.filter((group) => group.connectionId === row.id).map((group) => [group.id, group.name]),
          ),
        };
      }),
    ),
  };
}
