import { membersById } from "@/db/queries/facts";
import { listLinks, updatePerson } from "@/db/queries/persons";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { call } from "./perform";
import type { PersonRun } from "./person-run";
import { record } from "./record";

/** In the place of a hash while nobody knows which address is at the vendor: equals none, so it is written again. */
const IN_DOUBT = "in doubt";

/**
 * Keeps the one e-mail address of ours at the vendor equal to that of the member linked first, or takes it
 * away when the switch is off. Compared by keyed hash; writes only on a difference.
 *
 * False = refused by the vendor: recorded on the person, and nothing else waits for it (design P4).
 */
export async function syncEmail(run: PersonRun): Promise<boolean> {
  const { services, connection, person } = run;
  if (person.vendorPersonId === null || person.link !== "ready") return true;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const [first] = await listLinks(services.db, { ...scope, personIds: [person.id] });
  const [member] = first
    ? await membersById(services.db, { installationId: scope.installationId, ids: [first.memberId] })
    : [];
  const email = connection.syncEmail ? (member?.email ?? null) : null;
  const hashes: readonly (string | null)[] =
    email === null
      ? [null]
      : services.hash.every({ purpose: "person-email", scope: scope.installationId, value: email });
  // A hash under an older key of the ring is the same address: replacing a key writes nothing at the vendor.
  if (hashes.includes(person.emailHash)) return true;

  const { vendorPersonId } = person;
  const key = { installationId: scope.installationId, personId: person.id };
  try {
    await record(run, {
      row: { verb: "setEmail" },
      intend: (tx, now) => updatePerson(tx, key, { emailHash: IN_DOUBT, updatedAt: now }),
      call: () => call(run, { verb: "setEmail", vendorPersonId, email }),
      settle: (tx, _, at) => updatePerson(tx, key, { emailHash: hashes[0] ?? null, updatedAt: at }),
      // Whoever took over may have written before us: the last address at the vendor may be ours, and old.
      lost: (now) => updatePerson(services.db, key, { emailHash: IN_DOUBT, updatedAt: now }),
    });
  } catch (error) {
    if (!(error instanceof VendorError) || dispositionOf(error).do !== "record") throw error;
    const now = services.clock.now();
    await updatePerson(services.db, key, { lastErrorKind: error.kind, lastErrorAt: now, updatedAt: now });
    return false;
  }
  return true;
}
