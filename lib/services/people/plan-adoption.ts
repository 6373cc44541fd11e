import { createHash } from "node:crypto";
import type { ForeignRow } from "@/db/queries/adoptions";
import type { ConnectionRow } from "@/db/queries/connections";
import type { PersonRow } from "@/db/queries/persons";
import { plan } from "@/lib/access";
import type { Operation } from "@/lib/access/types";
import { loadDesired, loadStandings } from "../access/desired";
import { loadLedger } from "../access/load-ledger";
import { capabilitiesOf } from "../access/person-run";
import type { Services } from "../context";
import { asLedgerRows, isDue, loadAdoptable } from "../mappings/adopt-held";

export interface PlannedAdoption {
  readonly row: ForeignRow;
  /** A right of the person to the group runs or lies ahead: kept by this object, or by one of Lintel's own. */
  readonly isDue: boolean;
  /** What is done to it; null = it stays as it is, and ends with the right. */
  readonly operation: Extract<Operation, { readonly verb: "retime" | "revoke" }> | null;
}

/** What adopting everything that one person holds by hand in mapped groups would do, from stored facts. */
export async function planAdoption(
  services: Services,
  connection: ConnectionRow,
  person: PersonRow,
): Promise<{ readonly planned: readonly PlannedAdoption[]; readonly digest: string }> {
  const now = services.clock.now();
  const personIds = [person.id];
  const definition = services.definition(connection.vendor);
  const { rules, desired } = await loadDesired(services, connection, { personIds, now });
  const rows = await loadAdoptable(services, connection, { rules, now, personIds });
  if (!definition || rows.length === 0) return { planned: [], digest: digestOf([]) };
  const adopted = asLedgerRows(rows);
  const ledger = [...(await loadLedger(services, connection, personIds)), ...adopted];
  const { operations } = plan({
    now,
    connectionId: connection.id,
    people: [{ personId: person.id, vendorPersonId: person.vendorPersonId, link: person.link }],
    desired,
    observed: { complete: false, reason: "not read", items: [] },
    ledger,
    standings: await loadStandings(
      services,
      connection,
      ledger.flatMap((row) => row.sources),
    ),
    platformComplete: true,
    capabilities: capabilitiesOf(connection, definition),
  });
  const planned = rows.map((row): PlannedAdoption => {
    const operation = operations.find(
      (one): one is NonNullable<PlannedAdoption["operation"]> =>
        (one.verb === "retime" || one.verb === "revoke") && one.vendorGrantId === row.vendorGrantId,
    );
    return { row, isDue: isDue(row, desired, now), operation: operation ?? null };
  });
  return { planned, digest: digestOf(planned) };
}

/** What an admin was shown: another object, another window or another effect is another digest. */
function digestOf(planned: readonly PlannedAdoption[]): string {
  const text = JSON.stringify(
    planned.map(({ row, operation }) => [
      row.vendorGrantId,
      row.groupId,
      row.fromAt,
      row.untilAt,
      operation?.verb ?? null,
      operation?.verb === "retime" ? operation.window : null,
    ]),
  );
  return createHash("sha256").update(text).digest("hex");
}
