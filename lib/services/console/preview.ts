import { getConnection, listGroups } from "@/db/queries/connections";
import { countAsked, listAllLinks, listOpenLedger, memberNames } from "@/db/queries/console";
import { getPreview } from "@/db/queries/mappings";
import type { HeldOperation, HoldReason, InstallationId, MemberId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { storedChange } from "../mappings/change";
import { computePreview } from "../mappings/compute-preview";
import { lineDifference } from "../mappings/confirm";
import { digestOfLines } from "../mappings/propose";
import type { PreviewView } from "../preview-views";
import { labelOf } from "./access-state";
import { changeWords } from "./change-words";
import { loadFrame } from "./frame";
import { previewBody } from "./preview-body";
import { readLine } from "./preview-lines";
import { atIn } from "./words";

const NAMES_MAX = 20;

/** Reads on after the number of people, e.g. "3 wait until you confirm who they are". */
function heldReason(reason: HoldReason, count: number, vendorName: string): string {
  const one = count === 1;
  switch (reason) {
    case "unconfirmed_person":
      return `${one ? "waits" : "wait"} until you confirm who ${one ? "this is" : "they are"} at ${vendorName}:`;
    case "ambiguous_person":
      return `${one ? "waits" : "wait"} because more than one person at ${vendorName} could be meant:`;
    case "not_ours":
      return `${one ? "has" : "have"} access given by hand, which Lintel leaves alone:`;
    case "incomplete_snapshot":
      return `${one ? "waits" : "wait"} until Nexudus has shown that the right is gone:`;
    case "revoke_budget":
      return `${one ? "waits" : "wait"} for approval, since unusually many people would lose access:`;
    case "connection_paused":
      return `${one ? "waits" : "wait"} until the connection is resumed:`;
    case "unsupported":
      return `cannot be done by ${vendorName}:`;
    default: {
      const never: never = reason;
      return never;
    }
  }
}

/**
 * A stored preview as of now. While it is open its effect is worked out again: if something appeared or vanished
 * since it was stored, only that difference is shown, under the digest that confirms the whole as it is now.
 * Errors: `not_found`.
 */
export async function readPreview(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly previewId: string;
  },
): Promise<PreviewView> {
  const preview = await getPreview(services.db, input);
  if (!preview) throw new ServiceError("not_found", "There is no such preview.");
  const { installationId } = input;
  const key = { installationId, connectionId: preview.connectionId };
  const connection = await getConnection(services.db, key);
  if (!connection) throw new ServiceError("not_found", "There is no such connection.");
  const frame = await loadFrame(services, input);
  const [groups, ledger, links] = await Promise.all([
    listGroups(services.db, key),
    listOpenLedger(services.db, { installationId, personIds: null }),
    listAllLinks(services.db, { installationId, memberIds: null }),
  ]);
  const stored = storedChange.parse(preview.change);
  const vendorName = services.definition(connection.vendor)?.name ?? connection.vendor;

  const membersByPerson = new Map<string, string[]>();
  for (const link of links)
    membersByPerson.set(link.personId, [...(membersByPerson.get(link.personId) ?? []), link.memberId]);
  const membersOf = (personId: string) =>
    personId.startsWith("new:") ? [personId.slice(4)] : (membersByPerson.get(personId) ?? []);
  const groupNames = new Map<string, string>(groups.map((group) => [group.id, group.name]));
  const windows = new Map(ledger.map((row) => [row.id, { from: row.fromAt, until: row.untilAt }]));
  const names = await memberNames(services.db, { installationId, ids: null });
  const nameOf = (memberId: string) => names.get(memberId as MemberId) ?? `Member ${memberId}`;

  const isOpen = preview.state === "open";
  const computed = isOpen ? await computePreview(services, connection, stored.proposal) : null;
  const difference = computed ? lineDifference(stored.operations, computed) : [];
  const isChanged = difference.length > 0;
  const shown = isChanged ? difference : (computed?.lines ?? stored.operations);
  const asked =
    preview.state === "confirmed" && preview.confirmedAt
      ? await countAsked(services.db, { ...key, askedAt: preview.confirmedAt })
      : null;
  const isApplying = asked !== null && connection.state === "active" && asked.done < asked.all;
  return {
    now: frame.now,
    zone: frame.zone,
    previewId: preview.id,
    connectionLabel: labelOf(connection, vendorName),
    cause: changeWords(stored.proposal),
    state:
      preview.state === "superseded"
        ? "dismissed"
        : preview.state === "confirmed"
          ? isApplying
            ? "applying"
            : "applied"
          : isChanged
            ? "changed"
            : "ready",
    digest: isChanged && computed ? digestOfLines(computed.lines) : preview.digest,
    causedCount: (computed?.lines ?? stored.operations).length,
    ...previewBody(shown.map(readLine), {
      now: frame.at,
      group: (id) => groupNames.get(id) ?? "Unknown group",
      at: (at) => atIn(at.toISOString(), frame),
      membersOf,
      name: nameOf,
      ledgerWindow: (id) => windows.get(id) ?? null,
    }),
    held: computed ? heldOf(computed.withChange.held, membersOf, nameOf, vendorName) : [],
    progress: isApplying ? { label: "Bringing people in step", done: asked.done, total: asked.all } : null,
  };
}

function heldOf(
  held: readonly HeldOperation[],
  membersOf: (personId: string) => readonly string[],
  nameOf: (memberId: string) => string,
  vendorName: string,
): PreviewView["held"] {
  const people = new Map<HoldReason, Set<string>>();
  for (const { operation, reason } of held) {
    const personId = operation.verb === "ensurePerson" ? operation.personId : operation.key.personId;
    people.set(reason, (people.get(reason) ?? new Set()).add(personId));
  }
  return [...people].map(([reason, ids]) => ({
    reason: heldReason(reason, ids.size, vendorName),
    count: ids.size,
    names: [...ids]
      .flatMap((id) => membersOf(id).map(nameOf))
      .toSorted()
      .slice(0, NAMES_MAX),
  }));
}
