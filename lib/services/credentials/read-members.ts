import { listConnections } from "@/db/queries/connections";
import { countLinked, isLinked, longestUnread, membersToRead } from "@/db/queries/credentials";
import { endMember, moveCursors, readCursorsOf } from "@/db/queries/facts";
import { noteTouched } from "@/db/queries/touched";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Coworker } from "@/lib/nexudus/coworkers";
import { NexudusError } from "@/lib/nexudus/errors";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { Services } from "../context";
import { storeMembers } from "../platform/store";
import { keepOnlyCarried } from "./carried";
import { holdersOfMapped } from "./make-pins";
import { storeCredentials } from "./store";

/** Records read in one run at most; what is left asks for the next one. */
const RUN_MAX = 40;
/** Clocks differ, and lists tell a change by the minute. */
const SLACK_MS = 2 * 60_000;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Names the cursor of the rolling share. */
const SHARE = "credentials";

export interface CredentialsRead {
  readonly calls: number;
  /** Whose PIN or cards are not what they were. */
  readonly members: readonly MemberId[];
}

/**
 * Reads PIN and cards, one record by its id each, since lists leave them blank: of linked members never read or
 * changed since, then a rolling share of all, those read longest ago first, so that each comes round in a week. Only
 * while some connection carries PINs or cards; what none carries any more is deleted. A record that cannot be read
 * holds up no other. Rights are not touched.
 */
export async function readCredentials(
  services: Services,
  client: NexudusClient,
  input: { readonly installationId: InstallationId },
): Promise<CredentialsRead> {
  const { installationId } = input;
  const carried = await keepOnlyCarried(services, input);
  if (!carried.pin && !carried.cards) return { calls: 0, members: [] };
  const due = await membersToRead(services.db, {
    installationId,
    carried,
    slackMs: SLACK_MS,
    limit: RUN_MAX + 1,
  });
  const ids = [...new Set([...due.slice(0, RUN_MAX), ...(await rollingShare(services, installationId))])];
  const members: MemberId[] = [];
  let calls = 0;
  let isRefused = false;
  for (const memberId of ids) {
    const asOf = services.clock.now();
    calls += 1;
    try {
      const one = await client.getCoworker(memberId);
      if (one.state === "gone") {
        await endMember(services.db, { installationId, memberId, now: services.clock.now() });
        members.push(memberId);
      } else {
        await storeMembers(services, installationId, [one.value], true, asOf);
        if (await keep(services, { installationId, memberId, record: one.value, asOf }))
          members.push(memberId);
      }
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      isRefused = ["unauthorized", "unavailable", "throttled"].includes(error.kind);
      if (isRefused) break;
    }
  }
  if (due.length > RUN_MAX && !isRefused)
    await services.emit([
      { name: "nexudus/installation.poll.requested", data: { installationId, reason: "credentials" } },
    ]);
  return { calls, members };
}

/**
 * Keeps what a record that was read anyhow tells, if the member is, or is about to be, somebody at a vendor it is
 * carried to: nobody else's PIN is stored.
 */
export async function keepCredentials(
  services: Services,
  input: { readonly installationId: InstallationId; readonly record: Coworker; readonly asOf: Date },
): Promise<void> {
  const { installationId, record, asOf } = input;
  const memberId = record.id as MemberId;
  const connections = await listConnections(services.db, { installationId });
  const only = new Set(connections.filter((row) => row.syncPin || row.syncCards).map((row) => row.id));
  if (only.size === 0) return;
  const isWanted =
    (await isLinked(services.db, { installationId, memberId })) ||
    (await holdersOfMapped(services, { installationId, memberIds: [memberId], only })).has(memberId);
  if (isWanted) await keep(services, { installationId, memberId, record, asOf });
}

/** Whoever is to be worked out anew for it is noted in the same transaction: a crash loses nobody. */
function keep(services: Services, input: Parameters<typeof storeCredentials>[1]): Promise<boolean> {
  return services.db.transaction(async (tx) => {
    const differs = await storeCredentials(services, input, tx);
    if (differs)
      await noteTouched(tx, {
        installationId: input.installationId,
        memberIds: [input.memberId],
        now: services.clock.now(),
      });
    return differs;
  });
}

/** As many as fell due since the last time, at a pace of everybody in a week; what was missed is not caught up at once. */
async function rollingShare(services: Services, installationId: InstallationId): Promise<MemberId[]> {
  const now = services.clock.now();
  const people = await countLinked(services.db, { installationId });
  const cursor = (await readCursorsOf(services.db, { installationId })).get(SHARE);
  const moveTo = (to: Date) => moveCursors(services.db, { installationId, cursors: [{ entity: SHARE, to }] });
  if (cursor === undefined) await moveTo(now);
  if (people === 0 || cursor === undefined) return [];
  const stepMs = WEEK_MS / people;
  // Twice, so that a remainder between two runs is not lost: the pace would fall behind the week.
  const from = Math.max(cursor.getTime(), now.getTime() - 2 * Math.max(HOUR_MS, stepMs));
  const due = Math.floor((now.getTime() - from) / stepMs);
  if (due === 0) return [];
  await moveTo(new Date(from + due * stepMs));
  return longestUnread(services.db, { installationId, limit: due });
}
