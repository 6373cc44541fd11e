import { insertRepair } from "@/db/queries/drift";
import { underFence } from "@/db/queries/fence";
import { changeLedger, intendGrant } from "@/db/queries/ledger";
import { isRetimeBegun } from "@/db/queries/operations";
import { isTimed } from "@/lib/access";
import type { LedgerChange, Operation } from "@/lib/access/types";
import type { OperationOutcome, VendorOperation } from "@/lib/connectors/contract";
import { VendorError } from "@/lib/connectors/errors";
import { grantMarker } from "@/lib/connectors/marker";
import { randomId } from "@/lib/security/tokens";
import { loadLedger } from "./load-ledger";
import { capabilitiesOf, type PersonRun } from "./person-run";
import { record } from "./record";

type Access = Exclude<Operation, { verb: "ensurePerson" }>;

/**
 * One operation on a grant, with its ledger row written before and after the call. If the process stops anywhere
 * between, the next plan finds the intended row and looks at the vendor first. `isRepair` = it puts back what somebody
 * took out at the vendor, and is counted. Errors: as `record`.
 */
export async function perform(
  run: PersonRun,
  operation: Access,
  options: { readonly isRepair?: boolean } = {},
): Promise<void> {
  const { connection, person } = run;
  const { fence } = run.lease;
  const capabilities = capabilitiesOf(connection, run.definition);
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const ledgerId = operation.ledgerId ?? randomId();
  const vendorPersonId = person.vendorPersonId;
  if (vendorPersonId === null) throw new VendorError("not_found", "the person is not at the vendor yet");

  const isMixed = capabilities.openEnded === "untimed";
  const begun =
    isMixed &&
    operation.verb === "retime" &&
    (await isRetimeBegun(run.services.db, {
      ...scope,
      rowId: ledgerId,
      fromAt: operation.window.from,
      untilAt: operation.window.until,
    }));
  await record(run, {
    row: {
      verb: operation.verb,
      groupId: operation.key.groupId,
      vendorGrantRow: operation.verb === "revoke" ? operation.ledgerId : ledgerId,
      fromAt: operation.verb === "revoke" ? null : operation.window.from,
      untilAt: operation.verb === "revoke" ? null : operation.window.until,
      basis: operation.verb === "revoke" ? operation.basis : null,
    },
    async intend(tx, now) {
      if (operation.verb !== "grant") return;
      // With the intent: what is tried again after a crash is not counted again, since its row is no longer present.
      if (options.isRepair)
        await insertRepair(tx, {
          ...scope,
          id: randomId(),
          personId: person.id,
          groupId: operation.key.groupId,
          at: now,
        });
      await intendGrant(tx, {
        ...scope,
        key: operation.key,
        id: ledgerId,
        grantRowId: randomId(),
        window: operation.window,
        timed: operation.timed,
        sources: operation.sources,
        fence,
        now,
      });
    },
    async call() {
      const asked = toVendor(operation, vendorPersonId, ledgerId);
      if (!isMixed) return call(run, asked);
      if (asked.verb === "revoke") return call(run, { ...asked, keeps: await keepsGroup(run, operation) });
      return call(run, asked.verb === "retime" ? { ...asked, begun } : asked);
    },
    async settle(tx, outcome, at) {
      const key = { ...scope, id: ledgerId, fence, now: at };
      if (operation.verb === "grant")
        await changeLedger(tx, key, { state: "present", vendorGrantId: outcome.vendorId ?? ledgerId });
      if (operation.verb === "retime")
        await changeLedger(tx, key, {
          fromAt: operation.window.from,
          untilAt: operation.window.until,
          timed: capabilities.openEnded !== "untimed" || operation.window.until !== null,
          sources: operation.sources,
          ...(outcome.vendorId === undefined ? {} : { vendorGrantId: outcome.vendorId }),
        });
      if (operation.verb === "revoke" && operation.ledgerId !== null)
        await changeLedger(tx, key, { state: "gone", goneAt: at });
    },
  });
}

/** Whether a membership of ours without a window is to stay in the group that something else is taken away from. */
async function keepsGroup(run: PersonRun, { key, ledgerId }: Access): Promise<boolean> {
  const rows = await loadLedger(run.services, run.connection, [run.person.id]);
  const capabilities = capabilitiesOf(run.connection, run.definition);
  return rows.some(
    ({ key: other, id, window }) =>
      other.groupId === key.groupId && id !== ledgerId && !isTimed(window, capabilities),
  );
}

function toVendor(operation: Access, vendorPersonId: string, ledgerId: string): VendorOperation {
  switch (operation.verb) {
    case "grant":
      return {
        verb: "grant",
        vendorPersonId,
        groupId: operation.key.groupId,
        window: operation.timed ? operation.window : null,
        marker: grantMarker({ personId: operation.key.personId, ledgerId }),
      };
    case "retime":
      return {
        verb: "retime",
        vendorPersonId,
        vendorGrantId: operation.vendorGrantId,
        window: operation.window,
      };
    case "revoke":
      return { verb: "revoke", vendorPersonId, vendorGrantId: operation.vendorGrantId };
    default: {
      const never: never = operation;
      return never;
    }
  }
}

/** A vendor that wants us to come back has not done it: a failure with its own time for the next try. */
export async function call(
  run: PersonRun,
  operation: VendorOperation,
): Promise<OperationOutcome & { vendorId?: string }> {
  const outcome = await run.connector.apply(operation);
  if (outcome.status !== "deferred") return outcome;
  throw new VendorError("rate_limited", "the vendor asked to wait", { retryAfterMs: outcome.retryAfterMs });
}

/** Corrections to our own books that need no vendor call. */
export async function correctLedger(run: PersonRun, changes: readonly LedgerChange[]): Promise<void> {
  const { services, connection, lease } = run;
  const { fence } = lease;
  const now = services.clock.now();
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  if (changes.length === 0) return;
  await underFence(services.db, lease, async (tx) => {
    for (const change of changes) {
      if (change.kind === "record") {
        const id = randomId();
        await intendGrant(tx, {
          ...scope,
          key: change.key,
          id,
          grantRowId: randomId(),
          window: change.window,
          timed: true,
          sources: change.sources,
          fence,
          now,
        });
        await changeLedger(
          tx,
          { ...scope, id, fence, now },
          { state: "present", vendorGrantId: change.vendorGrantId },
        );
        continue;
      }
      const key = { ...scope, id: change.ledgerId, fence, now };
      if (change.kind === "claim")
        await changeLedger(tx, key, { state: "present", vendorGrantId: change.vendorGrantId });
      else if (change.kind === "forget") await changeLedger(tx, key, { state: "gone", goneAt: now });
      else
        await changeLedger(tx, key, {
          fromAt: change.window.from,
          untilAt: change.window.until,
          sources: change.sources,
        });
    }
  });
}
