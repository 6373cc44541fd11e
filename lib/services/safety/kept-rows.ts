import type { ConnectionRow } from "@/db/queries/connections";
import type { Loss } from "@/lib/access";
import type { Services } from "../context";
import { judge } from "./judge";
import { pendingLosses } from "./pending";
import { type Verdict, verdictsOf } from "./verdicts";

/**
 * Ledger rows that stay as they are although stored facts no longer want them. Whoever takes something asks this
 * first: a loss that nobody has judged (the process stopped between storing facts and projecting them, or they came
 * just now) is judged here, with every other of the connection that waits for the same, as if one read had brought
 * them all.
 */
export async function keptRows(
  services: Services,
  connection: ConnectionRow,
  input: { readonly losses: readonly Loss[]; readonly now: Date },
): Promise<ReadonlySet<string>> {
  const { losses, now } = input;
  const key = { installationId: connection.installationId, connectionId: connection.id };
  let verdicts = await verdictsOf(services.db, key, losses);
  if ([...verdicts.values()].includes("unjudged")) {
    const everybody = await pendingLosses(services, connection, { personIds: null, now });
    await judge(services, connection, { losses: everybody, isChange: false });
    verdicts = await verdictsOf(services.db, key, losses);
  }
  // Unjudged even so: it came up in between. The projection that brings it is about to judge it.
  return keptBy(verdicts, ["kept", "unjudged"]);
}

/** As `keptRows` for looking only: judges nothing, and takes what nobody has judged for what may go. */
export async function heldRows(
  services: Services,
  connection: ConnectionRow,
  losses: readonly Loss[],
): Promise<ReadonlySet<string>> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  return keptBy(await verdictsOf(services.db, key, losses), ["kept"]);
}

const keptBy = (verdicts: ReadonlyMap<string, Verdict>, kinds: readonly Verdict[]) =>
  new Set([...verdicts].filter(([, verdict]) => kinds.includes(verdict)).map(([id]) => id));
