import { listConnections } from "@/db/queries/connections";
import { listAllGroups, listAllLinks, memberNames } from "@/db/queries/console";
import { listShutOut } from "@/db/queries/drift";
import { type ApprovalRow, approvalPeople, holdersAt, listQuestions } from "@/db/queries/safety";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";
import type { ApprovalsView, ApprovalView, BudgetSettingView, ShutOutView } from "../approval-views";
import { isKept } from "../connections/kept";
import type { Services } from "../context";
import { TAKEN_OUT } from "../safety/drift";
import { loadFrame } from "./frame";
import { countWords } from "./words";

const WHY: Readonly<Record<ApprovalRow["cause"], string>> = {
  unseen:
    "Their bookings, contracts or passes vanished from Nexudus one after the other. Lintel asked for each of them by its id and was told that it is gone.",
  change: "Settings were saved that end their access, without a preview that showed it.",
  one_read: "Nexudus told all of this at once. Such a thing is rarely meant.",
};

/** What waits for a yes or a no: losses that are held, people kept, and those shut out at the vendor. */
export async function readApprovals(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationId: string | null },
): Promise<ApprovalsView> {
  const frame = await loadFrame(services, input);
  const key = { installationId: frame.installationId };
  const [rows, connections, groups, links, shutOut] = await Promise.all([
    listQuestions(services.db, key),
    listConnections(services.db, key),
    listAllGroups(services.db, key),
    listAllLinks(services.db, { ...key, memberIds: null }),
    listShutOut(services.db, { ...key, takenOut: TAKEN_OUT }),
  ]);
  const people = await approvalPeople(services.db, { ...key, approvalIds: rows.map((row) => row.id) });
  const names = await memberNames(services.db, { ...key, ids: links.map((link) => link.memberId) });
  const memberOf = new Map(links.toReversed().map((link) => [link.personId, link.memberId]));
  const labelOf = (id: ConnectionId) => {
    const row = connections.find((one) => one.id === id);
    const vendor = services.definition(row?.vendor ?? "")?.name ?? row?.vendor ?? "";
    return row?.accountLabel ? `${vendor} (${row.accountLabel})` : vendor;
  };
  const whoIs = (personId: PersonId) => {
    const memberId = memberOf.get(personId);
    return {
      name: (memberId && names.get(memberId)) ?? "A member unknown to Lintel",
      href: memberId ? `${frame.base}/members/${encodeURIComponent(memberId)}` : null,
    };
  };
  const groupName = (connectionId: ConnectionId, id: string) =>
    groups.find((group) => group.connectionId === connectionId && group.id === id)?.name ?? "Unknown group";

  const approvals = rows.flatMap((row): ApprovalView[] => {
    if (row.state === "approved") return [];
    const mine = people.filter((one) => one.approvalId === row.id);
    if (mine.length === 0) return [];
    const connectionLabel = labelOf(row.connectionId);
    const count = countWords(mine.length, "person", "people");
    const isOpen = row.state === "open";
    return [
      {
        id: row.id,
        state: row.state,
        connectionLabel,
        title: isOpen
          ? `${count} would lose access at ${connectionLabel}`
          : `${count} ${mine.length === 1 ? "keeps" : "keep"} access at ${connectionLabel} because an admin said so`,
        why: WHY[row.cause],
        since: ((isOpen ? null : row.decidedAt) ?? row.createdAt).toISOString(),
        people: mine
          .map((one) => ({
            personId: one.personId,
            ...whoIs(one.personId),
            groupNames: one.groupIds.map((id) => groupName(row.connectionId, id)),
          }))
          .toSorted((a, b) => a.name.localeCompare(b.name, "en")),
      },
    ];
  });
  const kept = connections.filter(isKept);
  const budgets = await Promise.all(
    kept.map(
      async (row): Promise<BudgetSettingView> => ({
        connectionId: row.id,
        connectionLabel: labelOf(row.id),
        sharePercent: row.revokeSharePercent,
        peopleMin: row.revokePeopleMin,
        holders: (await holdersAt(services.db, { ...key, connectionId: row.id, now: frame.at })).size,
      }),
    ),
  );
  return {
    now: frame.now,
    zone: frame.zone,
    approvals: approvals.toSorted((a, b) => Number(b.state === "open") - Number(a.state === "open")),
    shutOut: shutOut
      .filter((row) => kept.some((one) => one.id === row.connectionId))
      .map((row) => shutOutView(row, { ...whoIs(row.id), connectionLabel: labelOf(row.connectionId) })),
    budgets,
  };
}

function shutOutView(
  row: Awaited<ReturnType<typeof listShutOut>>[number],
  who: { readonly name: string; readonly href: string | null; readonly connectionLabel: string },
): ShutOutView {
  const isShutOut = row.disabledSince !== null;
  const since = row.disabledSince ?? row.lastErrorAt;
  return {
    id: row.id,
    kind: isShutOut ? "shut_out" : "taken_out",
    personId: row.id,
    problem: {
      id: row.id,
      severity: "attention",
      what: isShutOut
        ? `${who.name} was suspended or deleted at ${who.connectionLabel}`
        : `${who.name} was taken out at ${who.connectionLabel} three times within a day`,
      meaning: isShutOut
        ? "Somebody else did that, so Lintel gives nothing there until you say so."
        : "Lintel put the access back twice. Somebody there disagrees, so it is left as it is for now.",
      remedy: "Ask whoever looks after the doors first.",
      link: who.href ? { label: "Show the member", href: who.href } : null,
      since: since?.toISOString() ?? null,
    },
  };
}
