import type { ConnectionRow } from "@/db/queries/connections";
import { listConnections } from "@/db/queries/connections";
import { countNotLetGo, countTakenBack, listLeftovers } from "@/db/queries/disconnect";
import { openLedger } from "@/db/queries/ledger";
import { contains } from "@/lib/access";
import type { InstallationId } from "@/lib/access/types";
import type { AccountView, RemovingView } from "../account-views";
import type { LeavingView } from "../connection-views";
import { isStuck } from "../connections/disconnect-accept";
import type { Services } from "../context";
import { confirmWordOf } from "../installations/remove";
import type { ProgressView } from "../views";
import { labelOf } from "./access-state";
import type { Frame } from "./frame";
import { problemOf } from "./member-access";

const LABEL = "Access taken back";
const SHOWN_MAX = 200;

type Counts = Awaited<ReturnType<typeof countTakenBack>>[number];

const progressOf = (rows: readonly Counts[]): ProgressView => {
  const done = rows.reduce((sum, row) => sum + row.taken, 0);
  return { label: LABEL, done, total: done + rows.reduce((sum, row) => sum + row.open, 0) };
};

/** How far a removal is, over all connections. */
export async function removalProgress(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<ProgressView> {
  return progressOf(await countTakenBack(services.db, input));
}

/** A disconnect under way: how far it is, and what is left with why. Null when there is none. */
export async function readLeaving(
  services: Services,
  frame: Frame,
  row: ConnectionRow,
): Promise<LeavingView | null> {
  if (row.disconnectingSince === null) return null;
  const key = { installationId: row.installationId, connectionId: row.id };
  const [counts, waiting, rows] = await Promise.all([
    countTakenBack(services.db, key),
    countNotLetGo(services.db, key),
    listLeftovers(services.db, { ...key, limit: SHOWN_MAX }),
  ]);
  const own = counts.filter((one) => one.connectionId === row.id);
  const leftovers = rows.map((one) => ({
    id: one.id,
    memberName: one.name ?? "Somebody who is gone from Nexudus",
    groupName: one.groupName ?? "Unknown group",
    from: one.fromAt.toISOString(),
    until: one.untilAt?.toISOString() ?? null,
    endsByItself: one.timed && one.untilAt !== null,
    isOpenNow: contains({ from: one.fromAt, until: one.untilAt }, frame.at),
    why: one.errorKind === null ? null : problemOf(one.errorKind).cause,
  }));
  return {
    since: row.disconnectingSince.toISOString(),
    progress: progressOf(own),
    isStuck: isStuck(row, waiting.failed),
    leftovers,
    left: own[0]?.open ?? 0,
    openNow: leftovers.filter((one) => one.isOpenNow).length,
  };
}

/** What "Remove Lintel" would take away, or how far it is. */
export async function readRemoval(
  services: Services,
  frame: Frame,
): Promise<Pick<AccountView, "removal" | "removing">> {
  const { installation } = frame;
  const key = { installationId: frame.installationId };
  const [connections, counts] = await Promise.all([
    listConnections(services.db, key),
    countTakenBack(services.db, key),
  ]);
  const countsOf = (row: ConnectionRow) => counts.filter((one) => one.connectionId === row.id);
  const left = connections.filter((row) => row.state !== "disconnected");
  if (installation.state !== "removing") {
    const open = left.flatMap(countsOf);
    const inside = await Promise.all(left.map((row) => openNow(services, frame, row)));
    return {
      removing: null,
      removal: {
        connections: left.length,
        grants: open.reduce((sum, row) => sum + row.open, 0),
        people: open.reduce((sum, row) => sum + row.people, 0),
        insideNow: inside.reduce((sum, count) => sum + count, 0),
        confirmWord: confirmWordOf(installation),
      },
    };
  }
  const since = installation.removalStartedAt ?? frame.at;
  const shown = connections.filter((row) => row.disconnectedAt === null || row.disconnectedAt >= since);
  const rows: RemovingView["connections"] = await Promise.all(
    shown.map(async (row) => {
      const waiting = await countNotLetGo(services.db, { ...key, connectionId: row.id });
      const isDone = row.state === "disconnected";
      return {
        id: row.id,
        label: labelOf(row, services.definition(row.vendor)?.name ?? row.vendor),
        progress: progressOf(countsOf(row)),
        isDone,
        isStuck: !isDone && isStuck(row, waiting.failed),
      };
    }),
  );
  return {
    removal: null,
    removing: { since: since.toISOString(), why: installation.removalReason ?? "asked", connections: rows },
  };
}

/** People of a connection who can enter right now by what Lintel gave. */
async function openNow(services: Services, frame: Frame, row: ConnectionRow): Promise<number> {
  const key = { installationId: row.installationId, connectionId: row.id };
  const ledger = await openLedger(services.db, key);
  const people = ledger.filter(
    (one) => one.state === "present" && contains({ from: one.fromAt, until: one.untilAt }, frame.at),
  );
  return new Set(people.map((one) => one.personId)).size;
}
