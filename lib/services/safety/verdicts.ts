import type { Db } from "@/db/client";
import { memberChanges, sourceChanges } from "@/db/queries/fact-changes";
import { listLinks } from "@/db/queries/persons";
import { type Judgement, judgementsOf, ledgerTimes } from "@/db/queries/safety";
import { type Loss, sourceKey } from "@/lib/access";
import type { ConnectionId, InstallationId, PersonId } from "@/lib/access/types";

export type Verdict =
  /** It was counted, confirmed or approved: it may be taken. */
  | "free"
  /** An admin has been asked, or wants it left as it is. */
  | "kept"
  /** Nobody has looked at it yet. */
  | "unjudged"
  /** The same, and it is lost later than soon: it goes without being counted. */
  | "later";

/**
 * What was decided about each of these losses, by ledger row.
 *
 * | the newest word on this person and group          | the row                               | verdict  |
 * |---------------------------------------------------|---------------------------------------|----------|
 * | a question is open                                | any                                   | kept     |
 * | approved, counted or confirmed                    | not written since                     | free     |
 * | dismissed                                         | older, and its facts as they were     | kept     |
 * | any other, or none                                | any                                   | unjudged |
 */
export async function verdictsOf(
  db: Db,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
  losses: readonly Loss[],
): Promise<ReadonlyMap<string, Verdict>> {
  const personIds = [...new Set(losses.map((loss) => loss.personId))];
  if (personIds.length === 0) return new Map();
  const [judgements, times] = await Promise.all([
    judgementsOf(db, { ...key, personIds }),
    ledgerTimes(db, { ...key, ids: losses.map((loss) => loss.ledgerId) }),
  ]);
  const byPerson = new Map<PersonId, Judgement[]>();
  for (const row of judgements) byPerson.set(row.personId, [...(byPerson.get(row.personId) ?? []), row]);
  const wordOn = new Map(losses.map((loss) => [loss.ledgerId, newestWord(loss, byPerson)]));
  const dismissed = losses.filter((loss) => wordOn.get(loss.ledgerId)?.state === "dismissed");
  const changes = await lastChanges(db, key, dismissed);

  const verdictOf = (loss: Loss): Verdict => {
    const none = loss.isSoon ? "unjudged" : "later";
    const word = wordOn.get(loss.ledgerId);
    const row = times.get(loss.ledgerId);
    if (word === undefined || row === undefined) return none;
    if (word.state === "open") return "kept";
    const decidedAt = word.decidedAt?.getTime() ?? 0;
    if (word.state === "approved") return row.updatedAt.getTime() <= decidedAt ? "free" : none;
    const isAsDecided = row.createdAt.getTime() <= decidedAt && changes(loss) <= decidedAt;
    return isAsDecided ? "kept" : none;
  };
  return new Map(losses.map((loss) => [loss.ledgerId, verdictOf(loss)]));
}

function newestWord(
  loss: Loss,
  byPerson: ReadonlyMap<PersonId, readonly Judgement[]>,
): Judgement | undefined {
  const about = (byPerson.get(loss.personId) ?? []).filter((row) => row.groupIds.includes(loss.groupId));
  const at = (row: Judgement) => row.decidedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return about.toSorted((a, b) => at(b) - at(a))[0];
}

/** Says when the facts behind a loss last changed, in ms since the epoch. */
async function lastChanges(
  db: Db,
  key: { readonly installationId: InstallationId; readonly connectionId: ConnectionId },
  losses: readonly Loss[],
): Promise<(loss: Loss) => number> {
  if (losses.length === 0) return () => 0;
  const personIds = [...new Set(losses.map((loss) => loss.personId))];
  const links = await listLinks(db, { ...key, personIds });
  const [sources, members] = await Promise.all([
    sourceChanges(db, { ...key, sources: losses.flatMap((loss) => loss.sources) }),
    memberChanges(db, { ...key, ids: links.map((link) => link.memberId) }),
  ]);
  const bySource = new Map(sources.map(({ source, at }) => [sourceKey(source), at.getTime()]));
  return (loss) =>
    Math.max(
      0,
      ...loss.sources.map((source) => bySource.get(sourceKey(source)) ?? 0),
      ...links
        .filter((link) => link.personId === loss.personId)
        .map((link) => members.get(link.memberId)?.getTime() ?? 0),
    );
}
