import { type ForeignRow, listAdoptions, listHeldForeign } from "@/db/queries/adoptions";
import type { ConnectionRow } from "@/db/queries/connections";
import { isEmpty, isOver, overlaps } from "@/lib/access";
import type { DesiredGrant, LedgerGrant, MappingRule, PersonId, Window } from "@/lib/access/types";
import type { Services } from "../context";

const SINCE_EVER = new Date(0);

/** When an object that others made lets its person in; without limits at the vendor: always. */
export const windowOfForeign = (row: Pick<ForeignRow, "fromAt" | "untilAt">): Window => ({
  from: row.fromAt ?? SINCE_EVER,
  until: row.untilAt,
});

/** Memberships in mapped groups that still let somebody in, or will: what may be adopted (design M7). */
export function adoptable(
  rows: readonly ForeignRow[],
  rules: readonly MappingRule[],
  now: Date,
): readonly ForeignRow[] {
  const mapped = new Set(rules.map((rule) => rule.groupId));
  return rows.filter((row) => {
    const window = windowOfForeign(row);
    return mapped.has(row.groupId) && !isEmpty(window) && !isOver(window, now);
  });
}

/** Whether a right of the person to that group runs, or begins, within the membership's time to come. */
export function isDue(row: ForeignRow, desired: readonly DesiredGrant[], now: Date): boolean {
  const held = windowOfForeign(row);
  const ahead = { from: held.from > now ? held.from : now, until: held.until };
  return desired.some(
    ({ key, windows }) =>
      key.personId === row.personId &&
      key.groupId === row.groupId &&
      windows.some((window) => !isOver(window, now) && overlaps(window, ahead)),
  );
}

/** The ledger rows they would be. Ids are stable, so that a plan made twice is the same. */
export const asLedgerRows = (rows: readonly ForeignRow[]): LedgerGrant[] =>
  rows.map((row) => ({
    id: `adopt:${row.vendorGrantId}`,
    key: { connectionId: row.connectionId, personId: row.personId, groupId: row.groupId },
    vendorGrantId: row.vendorGrantId,
    window: windowOfForeign(row),
    state: "present",
    sources: [{ kind: "adoption", id: `adopt:${row.vendorGrantId}` }],
  }));

/** What people of a connection hold by hand in groups that these rules lead to. */
export async function loadAdoptable(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "installationId">,
  input: {
    readonly rules: readonly MappingRule[];
    readonly now: Date;
    readonly personIds?: readonly PersonId[];
  },
): Promise<readonly ForeignRow[]> {
  const { rules, now, personIds } = input;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const rows = await listHeldForeign(services.db, personIds === undefined ? key : { ...key, personIds });
  return adoptable(rows, rules, now);
}

/**
 * What confirming the first preview would adopt: of the groups that the admin chose, and no other. Nothing once the
 * connection has been active: what turns up later is foreign.
 */
export async function toBeAdopted(
  services: Services,
  connection: ConnectionRow,
  rules: readonly MappingRule[],
  now: Date,
): Promise<readonly ForeignRow[]> {
  if (connection.activatedAt !== null) return [];
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const decided = await listAdoptions(services.db, key);
  const chosen = new Set(decided.filter((row) => row.decision === "adopt").map((row) => row.groupId));
  if (chosen.size === 0) return [];
  return (await loadAdoptable(services, connection, { rules, now })).filter((row) => chosen.has(row.groupId));
}
