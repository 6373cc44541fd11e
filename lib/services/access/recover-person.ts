import type { Db } from "@/db/client";
import { settleEdges } from "@/db/queries/edges";
import { underFence } from "@/db/queries/fence";
import { supersedeOthers } from "@/db/queries/operations";
import { updatePerson } from "@/db/queries/persons";
import type { Absence, VendorPerson } from "@/lib/connectors/contract";
import { VendorError, type VendorErrorKind } from "@/lib/connectors/errors";
import type { ApplyResult } from "./apply-person";
import { syncCredentials } from "./credentials";
import { call, correctLedger } from "./perform";
import type { PersonPlan, PersonRun } from "./person-run";
import { FORGOTTEN, letBackIn, putAway } from "./put-away";
import { record } from "./record";
import { CREDENTIALS_IN_DOUBT, NO_CREDENTIALS } from "./write-credential";

/** Nobody is there to restore, or the vendor restores nobody: gone for good. */
const FOR_GOOD: ReadonlySet<VendorErrorKind> = new Set(["not_found", "unsupported"]);

/** Who may be restored besides those the vendor itself removed, and who has been. */
export interface Restoring {
  readonly restores: boolean;
  readonly restored: Set<string>;
}

/** The plan made for `asOf` was carried out, with all that was known when the person was read. */
export const settle = (run: PersonRun, db: Db, asOf: Date) =>
  settleEdges(db, {
    installationId: run.connection.installationId,
    connectionId: run.connection.id,
    personId: run.person.id,
    asOf,
    revision: run.person.revision,
    now: run.services.clock.now(),
  });

/**
 * The person we knew is deleted or disabled at the vendor. The vendor's own clean-up of people without
 * rights is undone; what a human did is left for a human (design S3).
 */
export async function recoverPerson(
  run: PersonRun,
  seen: VendorPerson | null,
  plan: PersonPlan,
  { restores, restored }: Restoring,
): Promise<ApplyResult | "go on"> {
  const { services, connection, person } = run;
  const key = { installationId: connection.installationId, personId: person.id };
  const now = services.clock.now();
  if (person.vendorPersonId === null) return "go on";
  if (seen === null && person.putAway === "removing") {
    // Lintel's own doing, of which no answer came back.
    await updatePerson(services.db, key, { ...FORGOTTEN, updatedAt: now });
    if (plan.desiresAnything) return "go on";
  }
  if (!plan.desiresAnything) {
    if (seen === null) await correctLedger(run, plan.ledgerChanges);
    else if ((await putAway(run, seen)) === "stays") await syncSuspended(run);
    await underFence(services.db, run.lease, async (tx) => {
      await supersedeOthers(tx, { ...key, except: run.failed, now });
      await settle(run, tx, now);
    });
    return { status: "applied", operations: 0, held: plan.held.length, failed: 0 };
  }
  const back = seen === null ? "not_ours" : await letBackIn(run, seen);
  if (back === "let_in") return "go on";
  const absence = await whyAbsent(run, person.vendorPersonId, seen);
  if (absence === "unknown_id") {
    // Gone for good: the next pass finds it by mark or makes it again.
    await updatePerson(services.db, key, { vendorPersonId: null, ...NO_CREDENTIALS, updatedAt: now });
    return "go on";
  }
  if (back === "waits" || (absence === "cleaned_up" && connection.state !== "active" && !restores)) {
    // Nothing is given while paused: whoever resumes has them made whole.
    await settle(run, services.db, now);
    return { status: "applied", operations: 0, held: plan.held.length, failed: 0 };
  }
  // A person who is there and suspended cannot be restored from here.
  if (absence !== "cleaned_up" && !(restores && absence !== "present")) {
    if (person.disabledSince === null)
      await updatePerson(services.db, key, { disabledSince: now, updatedAt: now });
    // Nothing opens for them meanwhile; the full check sees when a human lets them in again.
    await settle(run, services.db, now);
    return { status: "skipped", why: "disabled_at_vendor" };
  }
  const { vendorPersonId } = person;
  try {
    await record(run, {
      row: { verb: "restorePerson" },
      call: () => call(run, { verb: "restorePerson", vendorPersonId }),
      // The vendor may have dropped them with the person: each is looked at again.
      settle: (tx, _, at) => updatePerson(tx, key, { ...CREDENTIALS_IN_DOUBT, updatedAt: at }),
    });
    restored.add(vendorPersonId);
  } catch (error) {
    if (!(error instanceof VendorError) || !FOR_GOOD.has(error.kind)) throw error;
    // The next pass finds it by mark or makes it again.
    await updatePerson(services.db, key, { vendorPersonId: null, ...NO_CREDENTIALS, updatedAt: now });
  }
  return "go on";
}

/** Whom Lintel suspended keeps no card or PIN that is somebody else's by now. */
async function syncSuspended(run: PersonRun): Promise<void> {
  const { connection, person } = run;
  if (connection.state === "active" && person.putAway === "suspended") await syncCredentials(run);
}

/** The vendor's own word where it cleans up by itself; elsewhere it was somebody there. */
async function whyAbsent(
  run: PersonRun,
  vendorPersonId: string,
  seen: VendorPerson | null,
): Promise<Absence> {
  if (run.connector.explainAbsence) return run.connector.explainAbsence(vendorPersonId);
  return seen === null ? "removed" : "present";
}
