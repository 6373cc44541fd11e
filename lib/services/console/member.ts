import { listForeign } from "@/db/queries/console";
import { teamsOf } from "@/db/queries/rights-read";
import { contains } from "@/lib/access";
import type { Entitlement, InstallationId, MemberId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import type {
  MemberEntitlementView,
  MemberVendorGroupView,
  MemberView,
  TimelineLaneView,
} from "../member-views";
import type { ProblemView, StatusView } from "../views";
import { type AccessState, loadAccessState } from "./access-state";
import { loadFrame } from "./frame";
import {
  edgeSentence,
  type GroupAccess,
  type MemberAccess,
  memberAccess,
  problemOf,
  ruleHits,
} from "./member-access";
import { readMemberCredentials } from "./member-credentials";
import { readFlaws } from "./member-flaws";
import { readPeopleToConfirm } from "./people";
import { nearestOfEach, type ReasonReader, reasonKey, reasonLabel, timelineSourceOf } from "./reasons";
import { whyAnswer } from "./why";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const iso = (at: Date) => at.toISOString();

function nameOf(state: AccessState, entitlement: Entitlement): string {
  return (
    state.itemNames.get(`${entitlement.item.kind}:${entitlement.item.id}`) ?? "something unknown to Lintel"
  );
}

function toEntitlement(
  state: AccessState,
  access: MemberAccess,
  entitlement: Entitlement,
  reader: ReasonReader,
): MemberEntitlementView {
  const hits = ruleHits(state, entitlement);
  const groups = access.groups.filter((group) =>
    hits.some(
      (hit) => hit.connection.row.id === group.connection.row.id && hit.rule.groupId === group.groupId,
    ),
  );
  const lead = Math.max(0, ...hits.map((hit) => hit.rule.leadMinutes));
  const lag = Math.max(0, ...hits.map((hit) => hit.rule.lagMinutes));
  const opensAt = new Date(entitlement.window.from.getTime() - lead * 60_000);
  const closesAt = entitlement.window.until && new Date(entitlement.window.until.getTime() + lag * 60_000);
  const source = timelineSourceOf(entitlement);
  return {
    id: `${reasonKey(entitlement)}:${iso(entitlement.window.from)}`,
    source,
    label: reasonLabel(entitlement, { name: nameOf(state, entitlement), ...reader }),
    from: iso(entitlement.window.from),
    until: entitlement.window.until ? iso(entitlement.window.until) : null,
    leadMinutes: lead,
    lagMinutes: lag,
    groupNames: [
      ...new Set(hits.map((hit) => hit.connection.groupNames.get(hit.rule.groupId) ?? "Unknown group")),
    ],
    status: entitlementStatus(state.now, { from: opensAt, until: closesAt }, hits.length > 0, groups),
    note: hits.length > 0 ? null : "This item is not mapped to any access group.",
  };
}

function entitlementStatus(
  now: Date,
  window: { readonly from: Date; readonly until: Date | null },
  isMapped: boolean,
  groups: readonly GroupAccess[],
): StatusView {
  if (!isMapped) return { kind: "unmapped" };
  if (window.until && window.until <= now) return { kind: "ended", at: iso(window.until) };
  if (contains(window, now)) {
    const blocked = groups.find((group) => group.status.kind !== "open" && group.status.kind !== "opens");
    return blocked?.status ?? { kind: "open", until: window.until ? iso(window.until) : null };
  }
  const trouble = groups.find((group) => ["needs_you", "problem", "retrying"].includes(group.status.kind));
  return trouble?.status ?? { kind: "opens", at: iso(window.from) };
}

function lanesOf(state: AccessState, access: MemberAccess): TimelineLaneView[] {
  return access.groups.flatMap((group) => {
    const bars = access.entitlements.flatMap((entitlement) =>
      ruleHits(state, entitlement)
        .filter(
          (hit) => hit.connection.row.id === group.connection.row.id && hit.rule.groupId === group.groupId,
        )
        .map((hit) => ({
          id: `${group.connection.row.id}:${group.groupId}:${reasonKey(entitlement)}:${iso(entitlement.window.from)}`,
          source: timelineSourceOf(entitlement),
          label: nameOf(state, entitlement),
          from: iso(entitlement.window.from),
          until: entitlement.window.until ? iso(entitlement.window.until) : null,
          leadMinutes: hit.rule.leadMinutes,
          lagMinutes: hit.rule.lagMinutes,
        })),
    );
    if (bars.length === 0) return [];
    const { groupId, groupName, connection } = group;
    return [
      { groupId: `${connection.row.id}:${groupId}`, groupName, connectionLabel: connection.label, bars },
    ];
  });
}

/** A day around now while something changes within it, else a week: bars must not shrink to a line. */
function rangeOf(now: Date, nextEdgeAt: Date | null) {
  const isSoon = nextEdgeAt !== null && nextEdgeAt.getTime() - now.getTime() < 20 * HOUR_MS;
  const [backMs, aheadMs] = isSoon ? [4 * HOUR_MS, 20 * HOUR_MS] : [DAY_MS / 2, 6.5 * DAY_MS];
  return { from: iso(new Date(now.getTime() - backMs)), until: iso(new Date(now.getTime() + aheadMs)) };
}

/** What the ledger holds for each group, and what others gave by hand. */
function vendorGroupsOf(
  state: AccessState,
  access: MemberAccess,
  foreign: Awaited<ReturnType<typeof listForeign>>,
): MemberVendorGroupView[] {
  const own = access.groups.flatMap((group) =>
    group.held.map((row): MemberVendorGroupView => {
      const isNow = contains(row.window, state.now);
      const status: StatusView = !row.isPresent
        ? group.status.kind === "open" || group.status.kind === "opens"
          ? { kind: "applying", underWay: true }
          : group.status
        : isNow
          ? { kind: "open", until: row.window.until ? iso(row.window.until) : null }
          : row.window.from > state.now
            ? { kind: "opens", at: iso(row.window.from) }
            : { kind: "ended", at: row.window.until ? iso(row.window.until) : null };
      return {
        connectionLabel: group.connection.label,
        groupName: group.groupName,
        managed: true,
        status,
        from: row.isTimed ? iso(row.window.from) : null,
        until: row.isTimed && row.window.until ? iso(row.window.until) : null,
      };
    }),
  );
  const others = foreign.flatMap((row): MemberVendorGroupView[] => {
    const connection = access.persons.find((one) => one.person.id === row.personId)?.connection;
    if (!connection) return [];
    return [
      {
        connectionLabel: connection.label,
        groupName: connection.groupNames.get(row.groupId) ?? "Unknown group",
        managed: false,
        status: { kind: "foreign" },
        from: row.fromAt ? iso(row.fromAt) : null,
        until: row.untilAt ? iso(row.untilAt) : null,
      },
    ];
  });
  return [...own, ...others];
}

function problemsOf(state: AccessState, access: MemberAccess): ProblemView | null {
  for (const { connection, person } of access.persons) {
    const newest = state.troubles.get(person.id);
    // A credential the vendor refused is told where the credentials are, each with what to do.
    const trouble = newest?.verb.startsWith("set") && newest.nextTryAt === null ? undefined : newest;
    if (trouble?.state !== "failed" && person.lastErrorKind === null) continue;
    const { cause, remedy } = problemOf(trouble?.errorKind ?? person.lastErrorKind);
    const isWaiting = trouble?.state === "failed" && trouble.nextTryAt !== null;
    return {
      id: `${connection.row.id}:${person.id}`,
      severity: isWaiting ? "attention" : "negative",
      what: `${connection.label}: ${cause}`,
      meaning: isWaiting
        ? "The last change for this member did not get through. Lintel tries again by itself."
        : "The last change for this member did not get through. Other members are not affected.",
      remedy: isWaiting ? "" : `To do: ${remedy}.`,
      link: null,
      since: person.lastErrorAt ? iso(person.lastErrorAt) : null,
    };
  }
  return null;
}

/** Answers "why can (or can't) this member get in?". Errors: `not_found` for an unknown id of this installation. */
export async function readMemberView(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly memberId: string;
  },
): Promise<MemberView> {
  const memberId = input.memberId as MemberId;
  const [frame, state] = await Promise.all([
    loadFrame(services, input),
    loadAccessState(services, { installationId: input.installationId, memberIds: [memberId] }),
  ]);
  const member = state.members[0];
  if (!member) throw new ServiceError("not_found", "There is no such member.");
  const home = frame.locations.find((row) => row.id === member.homeLocationId);
  const zone = frame.location?.zone ?? home?.zone ?? frame.zone;
  const access = memberAccess(state, memberId);
  const personIds = access.persons.map((row) => row.person.id);
  const [foreign, people, teams, flaws] = await Promise.all([
    listForeign(services.db, { installationId: input.installationId, personIds }),
    readPeopleToConfirm(services, { installationId: input.installationId, memberId }),
    teamsOf(services.db, { installationId: input.installationId, memberId }),
    readFlaws(services, { installationId: input.installationId, memberId, now: frame.at }),
  ]);
  const reader = { now: frame.now, zone, teams: teams.map((row) => row.name ?? "without a name") };
  const entitlements = nearestOfEach(access.entitlements, state.now).map((row) =>
    toEntitlement(state, access, row, reader),
  );
  const refreshed = [member.readAt, ...access.persons.map(({ person }) => person.lastAppliedAt)].flatMap(
    (at) => at ?? [],
  );
  return {
    now: frame.now,
    zone,
    id: member.id,
    name: member.fullName,
    email: member.email,
    businessName: home?.name ?? "",
    status: access.status,
    answer: whyAnswer({
      member,
      access,
      entitlements,
      connections: state.connections.length,
      now: frame.now,
      zone,
    }),
    range: rangeOf(frame.at, access.nextEdgeAt),
    lanes: lanesOf(state, access),
    entitlements,
    vendorGroups: vendorGroupsOf(state, access, foreign),
    credentials: await readMemberCredentials(services, {
      installationId: input.installationId,
      member,
      access,
    }),
    nextEdge: access.nextEdgeAt
      ? {
          at: iso(access.nextEdgeAt),
          sentence: `${edgeSentence(access.groups, access.nextEdgeAt, member.fullName)}.`,
        }
      : null,
    lastProblem: problemsOf(state, access),
    flaws,
    refreshedAt: refreshed.length > 0 ? iso(new Date(Math.max(...refreshed.map(Number)))) : null,
    proposals: people.questions,
    details: [
      { label: "Nexudus coworker", value: member.id },
      ...access.persons.flatMap(({ connection, person }) => [
        { label: `${connection.vendorName} person`, value: person.vendorPersonId ?? "none yet" },
        { label: "Lintel person", value: person.id },
      ]),
    ],
  };
}
