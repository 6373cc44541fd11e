import { acquireLease, type Lease, leaseResource, releaseLease, renewLease } from "@/db/queries/leases";
import { getPinWrite, type PinWriteRow, updatePinWrite } from "@/db/queries/pin-writes";
import type { InstallationId } from "@/lib/access/types";
import { toPutBody } from "@/lib/nexudus/client";
import { NexudusError } from "@/lib/nexudus/errors";
import { comparedFields, differingFields, isEditedByOther, PIN_FIELD } from "@/lib/nexudus/own-write";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { RawRecord } from "@/lib/nexudus/rest";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { type FinishedPin, finishPinWrite } from "./finish-pin-write";
import { openMadePin } from "./wanted";

/** Longer than one call; taken anew before the one that writes. */
const LEASE_MS = 60_000;

interface Attempt {
  readonly services: Services;
  readonly client: NexudusClient;
  readonly write: PinWriteRow;
  readonly pin: string;
  readonly lease: Lease;
  readonly finish: (how: Omit<FinishedPin, "write">) => Promise<"finished">;
}

/** `waiting` = as it was; `busy` = somebody else is at it. */
type PinWritten = "finished" | "waiting" | "busy";

const pinIn = (record: RawRecord): string | null => String(record[PIN_FIELD] ?? "").trim() || null;

/**
 * Writes a PIN that Lintel made, and that every vendor took, to the member's record at Nexudus, once (design P2):
 *
 *   read the record           another PIN is in it: stop, that one counts
 *   note each field's hash    then PUT the record as it is, with the PIN
 *   read it again             nothing else differs: done
 *                             something does: put the record back, write no more PINs, say so
 *
 * The record itself is in memory only. After a crash the noted state goes on: a record that has our PIN was written,
 * one that has none is written from what it is now. `ifMissing` = what becomes of a PIN that is not in the record.
 *
 * Repeat: a finished one is left alone. Errors: the platform's own; the PIN then waits as it is.
 */
export async function writeBackPin(
  services: Services,
  client: NexudusClient,
  input: {
    readonly installationId: InstallationId;
    readonly id: string;
    readonly ifMissing: "write" | "keep" | "drop";
  },
): Promise<PinWritten> {
  const { installationId, id } = input;
  const lease = await acquireLease(services.db, {
    installationId,
    resource: leaseResource.pinWrite(id),
    owner: randomId(),
    ttlMs: LEASE_MS,
    now: services.clock.now(),
  });
  if (!lease) return "busy";
  try {
    const write = await getPinWrite(services.db, { installationId, id });
    if (write?.state !== "intended" && write?.state !== "written") return "finished";
    const attempt: Attempt = {
      services,
      client,
      write,
      pin: openMadePin(services, write),
      lease,
      finish: (how) => finishPinWrite(services, { write, ...how }),
    };
    return await writeOnce(attempt, input.ifMissing);
  } finally {
    await releaseLease(services.db, lease);
  }
}

async function writeOnce(attempt: Attempt, ifMissing: "write" | "keep" | "drop"): Promise<PinWritten> {
  const { services, client, write, pin, lease, finish } = attempt;
  const asOf = services.clock.now();
  const one = await client.getCoworkerRecord(write.memberId);
  if (one.state === "gone") return finish({ state: "stopped", record: null, asOf });
  const record = one.value;
  if (pinIn(record) === pin) return settle(attempt, { record, asOf, before: null });
  if (pinIn(record) !== null) return finish({ state: "stopped", record, asOf });
  if (write.state === "written") {
    // Our own undoing that a crash kept from being noted, or a write that did not last.
    const isUndone =
      write.differing.length > 0 && changedBesides(attempt, write.fieldsBefore, record).length === 0;
    const off = isUndone ? changedWords(write.differing) : "Nexudus did not keep a PIN that was written";
    return finish({ state: isUndone ? "restored" : "stopped", record, asOf, off });
  }
  if (ifMissing === "drop") return finish({ state: "stopped", record, asOf });
  if (ifMissing === "keep") return "waiting";

  const key = { installationId: write.installationId, id: write.id };
  const fieldsBefore = hashesOf(attempt, record);
  if (!(await updatePinWrite(services.db, key, { fieldsBefore }))) return "finished";
  if (!(await renewLease(services.db, lease, { ttlMs: LEASE_MS, now: services.clock.now() }))) return "busy";
  try {
    await client.putCoworker(toPutBody(record, { [PIN_FIELD]: pin }));
  } catch (error) {
    if (!(error instanceof NexudusError) || !["refused", "conflict", "missing"].includes(error.kind))
      throw error;
    return finish({ state: "stopped", record, asOf, off: "Nexudus refused a PIN that was to be written" });
  }
  await updatePinWrite(services.db, key, { state: "written" });
  const writtenAsOf = services.clock.now();
  const after = await client.getCoworkerRecord(write.memberId);
  if (after.state === "gone") return finish({ state: "stopped", record: null, asOf: writtenAsOf });
  return settle(
    { ...attempt, write: { ...write, state: "written", fieldsBefore } },
    { record: after.value, asOf: writtenAsOf, before: record },
  );
}

/** The record after our write. `before` null = no longer known: this process is not the one that wrote. */
async function settle(
  attempt: Attempt,
  seen: { readonly record: RawRecord; readonly asOf: Date; readonly before: RawRecord | null },
): Promise<"finished"> {
  const { services, client, write, pin, finish } = attempt;
  const { record, asOf, before } = seen;
  if (pinIn(record) === null)
    return finish({ state: "stopped", record, asOf, off: "Nexudus did not keep a PIN that was written" });
  // Somebody has entered another one since: it counts.
  if (pinIn(record) !== pin) return finish({ state: "stopped", record, asOf });
  const differing = changedBesides(attempt, write.fieldsBefore, record);
  if (differing.length === 0) return finish({ state: "verified", record, asOf });
  // Somebody else's edit is not ours to undo; the PIN is in.
  const user = (await client.me())?.email ?? null;
  if (isEditedByOther(record, user)) return finish({ state: "verified", record, asOf, differing });
  if (before === null)
    return finish({ state: "stopped", record, asOf, differing, off: changedWords(differing, false) });

  await updatePinWrite(services.db, { installationId: write.installationId, id: write.id }, { differing });
  const kept = Object.fromEntries(differing.map((name) => [name, before[name]]));
  await client.putCoworker(toPutBody(before, kept));
  const undoneAsOf = services.clock.now();
  const undone = await client.getCoworkerRecord(write.memberId);
  if (undone.state === "gone") return finish({ state: "stopped", record: null, asOf: undoneAsOf });
  const isUndone = changedBesides(attempt, write.fieldsBefore, undone.value).length === 0;
  return finish({
    state: isUndone ? "restored" : "stopped",
    record: undone.value,
    asOf: undoneAsOf,
    differing,
    off: changedWords(differing, isUndone),
  });
}

const toHashInput = ({ write }: Attempt, value: string) =>
  ({ purpose: "record-field", scope: write.installationId, value }) as const;

const hashesOf = (attempt: Attempt, record: RawRecord): Record<string, string> =>
  Object.fromEntries(
    [...comparedFields(record)].map(([name, text]) => [
      name,
      attempt.services.hash.hash(toHashInput(attempt, text)),
    ]),
  );

const changedBesides = (attempt: Attempt, before: Readonly<Record<string, string>>, record: RawRecord) =>
  differingFields(before, record, (text) => attempt.services.hash.every(toHashInput(attempt, text))).filter(
    (name) => name !== PIN_FIELD,
  );

/** For the admin; names of fields only. */
function changedWords(names: readonly string[], isUndone = true): string {
  const changed = `Nexudus changed other fields of a member when a PIN was written (${names.join(", ")})`;
  return isUndone ? `${changed}; they were put back` : `${changed}; check them in Nexudus`;
}
