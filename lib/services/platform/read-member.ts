import { doubtUnlisted, endMember } from "@/db/queries/facts";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { clientFor } from "./client-for";
import { proveAbsence } from "./prove-absence";
import { unlessRefused } from "./refused";
import { storeBookings, storeMembers, storeRead } from "./store";

const PROOFS_MAX = 20;

export interface MemberRead {
  readonly status: "read" | "incomplete" | "skipped";
  readonly calls: number;
  /** Members whose facts may have changed: this one, and those a moved booking went to. */
  readonly members: readonly MemberId[];
}

/**
 * Reads one member and their bookings from Nexudus and stores them. Two calls, plus one per booking that is
 * no longer listed. An incomplete read stores what it saw and ends nothing; without the role for members their
 * bookings are read all the same.
 */
export async function readMember(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId: MemberId },
): Promise<MemberRead> {
  const { installationId, memberId } = input;
  const found = await clientFor(services, installationId);
  if (!found) return { status: "skipped", calls: 0, members: [] };
  const client = found.client.withPriority("webhook");
  const now = services.clock.now();

  const one = await unlessRefused(client.getCoworker(memberId));
  if (one?.state === "gone") {
    await endMember(services.db, { installationId, memberId, now });
    return { status: "read", calls: 1, members: [memberId] };
  }
  if (one) await storeMembers(services, installationId, [one.value], true, now);

  const readId = randomId();
  const endingAfter = new Date(now.getTime() - 24 * 3_600_000);
  const list = await client.listBookingsOf(memberId, endingAfter);
  await storeRead(services, { installationId, kind: "member", entity: "bookings", id: readId }, list);
  await storeBookings(services, installationId, list.items, readId, list.takenAt);
  if (!list.complete) return { status: "incomplete", calls: 1 + list.calls, members: [memberId] };

  const unlisted = await doubtUnlisted(services.db, {
    installationId,
    readId,
    memberId,
    from: endingAfter,
    until: null,
    now,
  });
  const proof = await proveAbsence(services, client, {
    installationId,
    bookingIds: unlisted,
    limit: PROOFS_MAX,
  });
  return {
    status: one && proof.doubtful === 0 ? "read" : "incomplete",
    calls: 1 + list.calls + unlisted.length,
    members: [...new Set([memberId, ...proof.members])],
  };
}
