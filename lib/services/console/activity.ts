import { listConnections } from "@/db/queries/connections";
import { listAllGroups, listAllLinks, listAudit, listOperations, memberNames } from "@/db/queries/console";
import { basisSentence } from "@/lib/access";
import type { InstallationId, RevokeBasis } from "@/lib/access/types";
import { PAUSE } from "../access/withdraw-asked";
import type { ActivityRowView, ActivityView } from "../activity-views";
import type { Services } from "../context";
import { csvCell } from "../csv-cell";
import { type Frame, loadFrame } from "./frame";
import { problemOf } from "./member-access";
import { atIn } from "./words";

const PAGE_SIZE = 50;
/** Newest rows of each kind that are looked through; older ones are in the CSV of their time. */
const ROWS_MAX = 5_000;

type AuditRow = Awaited<ReturnType<typeof listAudit>>[number];
type OperationRow = Awaited<ReturnType<typeof listOperations>>[number];

export interface ActivityQuery {
  readonly q: string;
  readonly outcome: ActivityRowView["outcome"] | "all";
  readonly page: number;
}

/** Who acted, in words. Sessions and runs are not named. */
export function actorWords(actor: string): string {
  if (actor.startsWith("operator:") || actor === "install") return "An admin";
  return actor === "webhook" ? "Nexudus" : "Lintel";
}

const ACTIONS: Readonly<Record<string, string>> = {
  "installation.created": "Installed Lintel",
  "installation.launched": "Opened Lintel from Nexudus",
  "location.confirmed": "Confirmed the time zone of",
  "connection.drafted": "Began to connect",
  "connection.connected": "Signed in at",
  "connection.confirmed": "Confirmed the account of",
  "connection.parked": "Stopped changing anything at",
  "connection.settings_saved": "Saved the settings of",
  "connection.presence_saved": "Chose which doors check in and out at",
  "connection.paused": "Paused",
  "connection.disconnect_began": "Began to take back everything at",
  "connection.disconnected": "Disconnected",
  "connection.leftovers_accepted": "Accepted what could not be taken back at",
  "installation.needs_reapproval": "Nexudus let Lintel in no more",
  "installation.grace_mail_sent": "Mailed that Nexudus lets Lintel in no more",
  "installation.grace_mail_failed": "Could not mail that Nexudus lets Lintel in no more",
  "installation.grace_mail_unknown":
    "Could not tell whether it was mailed that Nexudus lets Lintel in no more",
  "installation.restored": "Nexudus lets Lintel in again",
  "installation.removal_began": "Began to remove Lintel",
  "installation.removed": "Removed Lintel",
  "role.missing": "Nexudus withholds a role",
  "role.granted": "Nexudus grants a role again",
  "connection.resumed": "Resumed",
  "connection.check_requested": "Asked for a full check of",
  "mapping.proposed": "Saved a change for preview at",
  "mapping.applied": "Applied a previewed change at",
  "mapping.dismissed": "Dismissed a preview of",
  "person.confirmed": "Confirmed who this is at the vendor:",
  "person.separated": "Asked for a new person at the vendor:",
  "person.shared": "Said that two members are one person:",
  "person.split": "Gave a member a person of their own again; until then they shared with",
  "person.adopted": "Let Lintel adopt what was given by hand to",
  "connection.looked_for_people": "Looked for members at",
  "connection.adoption_decided": "Chose what to adopt at",
  "connection.adopted": "Let Lintel adopt access given by hand at",
  "person.pass_resent": "Had the invitation to a mobile pass mailed again to",
  "person.put_back": "Put back what was taken out at the vendor:",
  "person.let_in_again": "Let in again at the vendor:",
  "connection.budget_saved": "Changed when to ask before access is taken at",
  "revokes.held": "Held an unusual number of losses at",
  "revokes.approved": "Took the access that was held at",
  "revokes.dismissed": "Kept the access that was held at",
  "revokes.settled": "Had nothing to ask any more at",
  "visit.link_made": "Made the link of a visit",
  "visit.link_removed": "Took the link of a visit away",
  "visit.link_shown": "Copied the link of a visit",
  "visit.mail_asked": "Asked for the link of a visit to be mailed again",
  "visit.mail_sent": "Mailed the link of a visit",
  "visit.mail_refused": "Could not mail the link of a visit",
  "visit.mail_unknown": "Could not tell whether the link of a visit was mailed",
  "member.refresh_requested": "Asked to look again at",
  "location.handed_over": "Handed locations over to another installation",
  "session.ended": "Signed out",
  "session.ended_everywhere": "Signed everybody out",
};

/** "noun.verb" that this release does not know still reads as words. */
const actionWords = (action: string) => ACTIONS[action] ?? action.replace(".", ": ").replaceAll("_", " ");

interface Names {
  connection(id: string): string | null;
  location(id: string): string | null;
  member(id: string): string | null;
  memberOfPerson(id: string): { readonly id: string; readonly name: string } | null;
  group(connectionId: string, groupId: string): string;
}

export function auditRow(row: AuditRow, names: Names, frame: Pick<Frame, "base">): ActivityRowView {
  const noun = row.action.split(".")[0];
  const subject = row.subject ?? "";
  const memberName = names.member(subject);
  const label =
    noun === "connection" || noun === "mapping" || noun === "revokes"
      ? names.connection(subject)
      : noun === "location"
        ? names.location(subject)
        : noun === "member" || noun === "person"
          ? (memberName ?? names.memberOfPerson(subject)?.name ?? null)
          : null;
  const memberId = memberName === null ? names.memberOfPerson(subject)?.id : subject;
  const href =
    label === null
      ? null
      : noun === "connection" || noun === "mapping" || noun === "revokes"
        ? `${frame.base}/connections/${subject}`
        : memberId && (noun === "member" || noun === "person")
          ? `${frame.base}/members/${encodeURIComponent(memberId)}`
          : null;
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: actorWords(row.actor),
    sentence: actionWords(row.action),
    subject: label === null ? null : { label, href },
    outcome: "done",
    detail: null,
  };
}

export function operationRow(
  row: OperationRow,
  names: Names,
  frame: Pick<Frame, "base" | "now" | "zone">,
): ActivityRowView {
  const member = names.memberOfPerson(row.personId);
  const group = row.groupId === null ? "access" : names.group(row.connectionId, row.groupId);
  const at = (instant: Date) => atIn(instant.toISOString(), frame);
  const period = row.fromAt
    ? `from ${at(row.fromAt)} ${row.untilAt ? `until ${at(row.untilAt)}` : "with no end"}`
    : null;
  const sentences: Readonly<Record<string, string>> = {
    grant: `Gave ${group} to`,
    retime: `Moved the times of ${group} for`,
    revoke: `Took ${group} from`,
    withdraw: `Is to take ${group} from`,
    setEmail: "Wrote the e-mail of",
    setPin: "Took the PIN of",
    setCards: "Took the cards of",
    removePerson: "Removed from the door system:",
    suspendPerson: "Suspended in the door system:",
    unsuspendPerson: "Let in again in the door system:",
    createPerson: "Added to the door system:",
  };
  const outcome =
    row.state === "done" ? "done" : row.state === "failed" && row.nextTryAt === null ? "failed" : "waiting";
  const error = row.errorKind
    ? `${problemOf(row.errorKind).cause}; ${problemOf(row.errorKind).remedy}`
    : null;
  const why =
    row.cause === PAUSE
      ? "an admin withdrew it when pausing"
      : row.verb === "revoke" && row.basis
        ? basisSentence(row.basis as RevokeBasis)
        : period;
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    actor: "Lintel",
    sentence: sentences[row.verb] ?? `Did "${row.verb}" for`,
    subject: member
      ? { label: member.name, href: `${frame.base}/members/${encodeURIComponent(member.id)}` }
      : { label: "a member", href: null },
    outcome,
    detail: outcome === "done" ? why : (error ?? why),
  };
}

/** Audit rows and operations, newest first, as sentences. */
export async function activityRows(services: Services, frame: Frame): Promise<ActivityRowView[]> {
  const key = { installationId: frame.installationId };
  const [audit, operations, connections, groups, links, members] = await Promise.all([
    listAudit(services.db, { ...key, limit: ROWS_MAX }),
    listOperations(services.db, { ...key, limit: ROWS_MAX }),
    listConnections(services.db, key),
    listAllGroups(services.db, key),
    listAllLinks(services.db, { ...key, memberIds: null }),
    memberNames(services.db, { ...key, ids: null }),
  ]);
  const vendors = new Map<string, string>(
    connections.map((row) => [row.id, services.definition(row.vendor)?.name ?? row.vendor]),
  );
  const locations = new Map<string, string>(frame.locations.map((row) => [row.id, row.name]));
  const people = new Map<string, string>();
  for (const link of links) if (!people.has(link.personId)) people.set(link.personId, link.memberId);
  const groupNames = new Map(groups.map((row) => [`${row.connectionId} ${row.id}`, row.name]));
  const byId: ReadonlyMap<string, string> = members;
  const names: Names = {
    connection: (id) => vendors.get(id) ?? null,
    location: (id) => locations.get(id) ?? null,
    member: (id) => byId.get(id) ?? null,
    memberOfPerson: (id) => {
      const memberId = people.get(id);
      const name = memberId === undefined ? undefined : byId.get(memberId);
      return memberId !== undefined && name !== undefined ? { id: memberId, name } : null;
    },
    group: (connectionId, groupId) => groupNames.get(`${connectionId} ${groupId}`) ?? "an access group",
  };
  return [
    ...audit.map((row) => auditRow(row, names, frame)),
    ...operations.map((row) => operationRow(row, names, frame)),
  ].sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : a.id < b.id ? -1 : 1));
}

export function filterActivity(rows: readonly ActivityRowView[], query: ActivityQuery): ActivityRowView[] {
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (query.outcome !== "all" && row.outcome !== query.outcome) return false;
    const text = `${row.sentence} ${row.subject?.label ?? ""} ${row.actor} ${row.detail ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export async function readActivity(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly query: ActivityQuery;
  },
): Promise<ActivityView> {
  const frame = await loadFrame(services, input);
  const rows = filterActivity(await activityRows(services, frame), input.query);
  const page = Math.min(Math.max(1, input.query.page), Math.max(1, Math.ceil(rows.length / PAGE_SIZE)));
  const params = new URLSearchParams();
  if (input.query.q) params.set("q", input.query.q);
  if (input.query.outcome !== "all") params.set("outcome", input.query.outcome);
  return {
    now: frame.now,
    zone: frame.zone,
    query: { ...input.query, page },
    rows: rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    total: rows.length,
    pageSize: PAGE_SIZE,
    csvHref: rows.length > 0 ? `${frame.base}/activity/csv${params.size > 0 ? `?${params}` : ""}` : null,
  };
}

export function activityCsv(rows: readonly ActivityRowView[]): string {
  const lines = [["When (UTC)", "By", "What", "About", "Outcome", "Detail"]];
  for (const row of rows)
    lines.push([row.at, row.actor, row.sentence, row.subject?.label ?? "", row.outcome, row.detail ?? ""]);
  return `${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

export async function readActivityCsv(
  services: Services,
  input: { readonly installationId: InstallationId; readonly query: ActivityQuery },
): Promise<string> {
  const frame = await loadFrame(services, input);
  return activityCsv(filterActivity(await activityRows(services, frame), input.query));
}
