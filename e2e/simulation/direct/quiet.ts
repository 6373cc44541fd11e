import { and, between, inArray, lte, sql } from "drizzle-orm";
import { connections, edges, operations } from "@/db/schema";
import { compareConnection, refreshFacts } from "@/lib/services/access/reconcile-connection";
import { wrongInBooks } from "./books";
import { crossingsOf } from "./crossings";
import type { Stage } from "./stage";
import type { VirtualTime } from "./virtual-time";

const MINUTE = 60_000;
/** An edge this young may still be on its way. */
const EDGE_AGE_MS = 2 * MINUTE;
/** How long a check takes at most, and what an edge sets off. */
const CHECKING_MS = 4 * MINUTE;
const SETTLING_MS = MINUTE;
/** Longer than two full checks share one read for. */
const FRESH_MS = 6 * MINUTE;
/** By now nothing that somebody did is on its way any more: who is still looked at, is so because of Lintel alone. */
const AT_REST_MS = 30 * MINUTE;

export async function operationsOf(stage: Stage): Promise<number> {
  const [row] = await stage.console.database.db
    .select({ count: sql<number>`count(*)::int` })
    .from(operations);
  return row?.count ?? 0;
}

/** Lets edges that come while something is checked pass first: what they write is theirs. */
async function passEdges(stage: Stage, time: VirtualTime): Promise<void> {
  for (;;) {
    const [near] = await time.complete(
      stage.console.database.db
        .select({ at: edges.at })
        .from(edges)
        .where(
          and(
            inArray(edges.state, ["pending", "armed"]),
            between(edges.at, new Date(time.nowMs - SETTLING_MS), new Date(time.nowMs + CHECKING_MS)),
          ),
        )
        .orderBy(edges.at)
        .limit(1),
    );
    if (!near) return;
    await time.runUntil(near.at.getTime() + SETTLING_MS + 1);
  }
}

/**
 * What should hold when nothing has happened for a while: no operation is without an outcome, every edge that passed
 * is done, a full check of every connection asks for nothing and writes nothing at the vendor, no space has touched
 * another's people, nobody is looked at any more, no budget of revokes was exceeded without an answer, and the ledger
 * knows of all that was given.
 */
export async function brokenAfterQuiet(stage: Stage, time: VirtualTime): Promise<string[]> {
  const { db } = stage.console.database;
  const broken: string[] = crossingsOf(stage.spaces);
  if (stage.lookAskedAt > time.nowMs - AT_REST_MS)
    broken.push(`a member is still looked at ${new Date(stage.lookAskedAt).toISOString()}, at rest`);
  broken.push(...(await time.complete(wrongInBooks(db))));
  const kept = await time.complete(
    db
      .select()
      .from(connections)
      .where(inArray(connections.state, ["active", "paused"])),
  );
  const keptIds = kept.map((row) => row.id);
  const open = await time.complete(
    db
      .select()
      .from(operations)
      .where(inArray(operations.state, ["intended"])),
  );
  for (const row of open.filter((each) => keptIds.includes(each.connectionId)))
    broken.push(`operation ${row.id} (${row.verb}) has no outcome`);
  const late = await time.complete(
    db
      .select()
      .from(edges)
      .where(
        and(inArray(edges.state, ["pending", "armed"]), lte(edges.at, new Date(time.nowMs - EDGE_AGE_MS))),
      ),
  );
  for (const row of late.filter((each) => keptIds.includes(each.connectionId)))
    broken.push(`edge ${row.id} of ${row.at.toISOString()} is not done`);
  await time.runUntil(time.nowMs + FRESH_MS);
  for (const { id: connectionId, installationId, state } of kept) {
    if (state !== "active") continue;
    await passEdges(stage, time);
    const writes = () =>
      stage.spaces
        .flatMap((space) => [...space.tenant.accounts.values()])
        .reduce((sum, account) => sum + account.writes, 0);
    const before = writes();
    const job = stage.console.as("operator:admin");
    const facts = await time.complete(refreshFacts(job, { installationId, connectionId }));
    const compare = async () => {
      const outcome = await time.complete(compareConnection(job, { installationId, connectionId }));
      await time.runUntil(time.nowMs + MINUTE);
      return outcome;
    };
    // A reason that passed since the last check is struck from the books of a grant that stays: once, and there alone.
    const first = await compare();
    const compared = first.differing > 0 ? await compare() : first;
    if (facts === "incomplete" || compared.status !== "compared")
      broken.push(`the full check of ${connectionId} ended as ${facts}, ${compared.status}`);
    if (compared.differing > 0)
      broken.push(`a full check of ${connectionId} asks for ${compared.differing} people`);
    if (writes() > before) broken.push(`a full check of ${connectionId} writes at the vendor`);
  }
  return broken;
}
