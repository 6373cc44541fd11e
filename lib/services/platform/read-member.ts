import { doubtUnlisted, endMember } from "@/db/queries/facts";
import { withTeammates } from "@/db/queries/rights-read";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { continuePins } from "../credentials/continue-pins";
import { keepCredentials } from "../credentials/read-members";
import { clientFor } from "./client-for";
import { proveAbsence } from "./prove-absence";
import { readMemberRights } from "./read-member-rights";
import { ReadNotes, withNotes } from "./read-notes";
import { unlessRefused } from "./refused";
import { storeBookings, storeMembers } from "./store";

const PROOFS_MAX = 20;

export interface MemberRead {
  readonly status: "read" | "incomplete" | "skipped";
  readonly calls: number;
  /** Members whose rights may have changed: this one, those a moved booking went to, and their teams. */
  readonly members: readonly MemberId[];
}

/**
 * Reads one member with bookings, contracts, passes and teams from Nexudus and stores them. Five calls, plus one
 * per team and per record that is no longer listed. An incomplete read stores what it saw and ends nothing;
 * without the role for members their rights are read all the same.
 */
export async function readMember(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId: MemberId },
): Promise<MemberRead> {
  const notes = new ReadNotes(services, { installationId: input.installationId, kind: "member" });
  return withNotes(notes, () => readNoting(services, input, notes));
}

async function readNoting(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId: MemberId },
  notes: ReadNotes,
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
  notes.add("bookings", list, readId);
  await storeBookings(services, installationId, list.items, readId, list.takenAt);
  const teamIds = one?.value.teamIds ?? null;
  const rights = await readMemberRights(services, client, { installationId, memberId, teamIds, notes });
  const calls = 1 + list.calls + rights.calls;
  if (one) await keepCredentials(services, { installationId, record: one.value, asOf: now });
  const pins = await continuePins(services, client, { installationId, memberIds: [memberId] });
  const touched = [memberId, ...rights.members, ...pins];
  if (!list.complete)
    return {
      status: "incomplete",
      calls,
      members: await withTeammates(services.db, { installationId, ids: touched }),
    };

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
    status: one && rights.complete && proof.doubtful === 0 ? "read" : "incomplete",
    calls: calls + unlisted.length,
    members: await withTeammates(services.db, { installationId, ids: [...touched, ...proof.members] }),
  };
}
