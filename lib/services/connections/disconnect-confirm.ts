import type { ConnectionRow } from "@/db/queries/connections";
import { listPersons, updatePerson } from "@/db/queries/persons";
import type { PersonId } from "@/lib/access/types";
import { dispositionOf } from "@/lib/connectors/errors";
import { parseGrantMarker } from "@/lib/connectors/marker";
import { readAll } from "@/lib/connectors/read-all";
import type { Services } from "../context";
import { parkConnection } from "./park";

const RETRY_MS = 30_000;
/** What is written where a digest stands, so that the person is visited again. */
const FOUND = "found at the vendor";

export type Confirmed =
  | { readonly status: "gone" }
  /** A grant of ours was still there, e.g. by an answer that came late: its person is to be let go again. */
  | { readonly status: "found"; readonly people: number }
  | { readonly status: "unread"; readonly afterMs: number; readonly kind: string }
  | { readonly status: "parked" };

/** Reads the vendor whole and looks for anything that carries our mark. Only a complete read confirms. */
export async function confirmGone(services: Services, connection: ConnectionRow): Promise<Confirmed> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const connector = services.connector(connection);
  const { snapshot, error } = await readAll((cursor) => connector.observe(cursor), { clock: services.clock });
  if (error && dispositionOf(error).do === "park") {
    await parkConnection(services, connection, error);
    return { status: "parked" };
  }
  if (!snapshot.complete) return { status: "unread", afterMs: RETRY_MS, kind: error?.kind ?? "incomplete" };
  const own = new Map((await listPersons(services.db, key)).map((person) => [person.id, person]));
  const found = new Set<PersonId>();
  for (const person of snapshot.items)
    for (const grant of person.grants) {
      const id = grant.marker === null ? null : parseGrantMarker(grant.marker)?.personId;
      const row = own.get(id as PersonId);
      if (row?.vendorPersonId === person.vendorPersonId) found.add(row.id);
    }
  const now = services.clock.now();
  for (const personId of found)
    await updatePerson(
      services.db,
      { installationId: key.installationId, personId },
      { desiredDigest: FOUND, updatedAt: now },
    );
  return found.size === 0 ? { status: "gone" } : { status: "found", people: found.size };
}
