import { updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import { type PinWriteRow, pinPlaces, updatePinWrite } from "@/db/queries/pin-writes";
import { noteTouched } from "@/db/queries/touched";
import { coworkerRecord } from "@/lib/nexudus/coworkers";
import { NexudusError } from "@/lib/nexudus/errors";
import type { RawRecord } from "@/lib/nexudus/rest";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { storeCredentials } from "./store";

export interface FinishedPin {
  readonly write: PinWriteRow;
  readonly state: "verified" | "restored" | "stopped";
  /** As it is at Nexudus now; null = gone. */
  readonly record: RawRecord | null;
  /** Before the record was asked for. */
  readonly asOf: Date;
  /** Names of fields that differed besides. */
  readonly differing?: readonly string[];
  /** Why no PIN is written back from here any more, in words; absent = it goes on. */
  readonly off?: string;
}

/**
 * Ends a PIN write and stores what the record says in one transaction: at no moment is there neither a PIN on its way
 * nor a PIN read, which would take the member's PIN away and make a second one. Repeat: a finished one is left alone.
 * Errors: `bad_response` for a record that does not parse; nothing is written then.
 */
export async function finishPinWrite(services: Services, finished: FinishedPin): Promise<"finished"> {
  const { write, state, record, asOf, differing, off } = finished;
  const { installationId, memberId } = write;
  const parsed = record === null ? null : coworkerRecord.safeParse(record);
  if (parsed?.success === false) throw new NexudusError("bad_response", { entity: "coworkers" });
  const places =
    off === undefined ? [] : await pinPlaces(services.db, { installationId, memberIds: [memberId] });
  await services.db.transaction(async (tx) => {
    const now = services.clock.now();
    const isOurs = await updatePinWrite(
      tx,
      { installationId, id: write.id },
      {
        state,
        finishedAt: now,
        // Of no use any more.
        fieldsBefore: {},
        ...(differing === undefined ? {} : { differing }),
        ...(state === "verified" ? { writtenUpdatedOn: parsed?.data.updatedOn ?? null } : {}),
      },
    );
    if (!isOurs) return;
    if (parsed) await storeCredentials(services, { installationId, memberId, record: parsed.data, asOf }, tx);
    await noteTouched(tx, { installationId, memberIds: [memberId], now });
    if (off === undefined) return;
    for (const { connectionId, randomPins } of places) {
      if (!randomPins) continue;
      await updateConnection(tx, { installationId, connectionId }, { pinWriteBackOff: off, updatedAt: now });
      await writeAudit(tx, {
        id: randomId(),
        installationId,
        at: now,
        actor: services.actor,
        action: "connection.pin_write_back_off",
        subject: connectionId,
        details: { member: memberId, fields: (differing ?? write.differing).length },
      });
    }
  });
  return "finished";
}
