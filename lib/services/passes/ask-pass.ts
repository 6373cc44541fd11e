import type { Among } from "@/db/queries/among";
import type { ConnectionRow } from "@/db/queries/connections";
import { dueInvitations, noteOpenings, updateInvitation } from "@/db/queries/pass-invitations";
import { getPerson } from "@/db/queries/persons";
import { contains } from "@/lib/access";
import type { PersonId, Window } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { loadDesired } from "../access/desired";
import type { OutgoingEvent, Services } from "../context";

const OVERDUE_MS = 5_000;
/** How long a look that was asked for may take before it counts as lost. */
const ASK_AGAIN_MS = 110_000;
const BATCH = 200;

const eventOf = (row: {
  readonly installationId: string;
  readonly connectionId: string;
  readonly id: string;
}): OutgoingEvent => ({
  name: "access/pass.invite.requested",
  data: { installationId: row.installationId, connectionId: row.connectionId, invitationId: row.id },
});

/**
 * Notes, after a person was applied, each of their windows that is open now, and asks for an invitation where the vendor
 * sends those (design P5). Calls nobody, and nobody's access waits for what comes of it. Repeat: one note per window.
 */
export async function askForPass(
  services: Services,
  connection: ConnectionRow,
  input: { readonly personId: PersonId },
): Promise<void> {
  const definition = services.definition(connection.vendor);
  if (definition?.capabilities.passInvitations?.value !== "yes") return;
  const { installationId, id: connectionId } = connection;
  const { personId } = input;
  // Read anew: whoever was just made at the vendor has an id only now.
  const person = await getPerson(services.db, { installationId, personId });
  if (connection.state !== "active" || person?.vendorPersonId == null) return;
  const now = services.clock.now();
  const { desired } = await loadDesired(services, connection, { personIds: [personId], now });
  const open = desired.flatMap((grant) => grant.windows.filter((window) => contains(window, now)));
  const windows = new Map<number, Window>(open.map((window) => [window.from.getTime(), window]));
  const ids = await noteOpenings(services.db, {
    installationId,
    connectionId,
    personId,
    windows: [...windows.values()],
    now,
    newId: randomId,
  });
  try {
    await services.emit(ids.map((id) => eventOf({ installationId, connectionId, id })));
  } catch {
    // It is written down: the sweep asks again.
    services.log.warn("invitation not passed on", { installationId, connectionId, personId });
  }
}

/** Asks for every invitation that is due and without an outcome. Repeat: one that was asked for is left alone a while. */
export async function askInvitations(services: Services, among: Among): Promise<void> {
  const now = services.clock.now();
  const before = new Date(now.getTime() - OVERDUE_MS);
  const rows = await dueInvitations(services.db, { ...among, before, limit: BATCH });
  for (const row of rows)
    await updateInvitation(services.db, row, { nextAt: new Date(now.getTime() + ASK_AGAIN_MS) });
  await services.emit(rows.map(eventOf));
}
