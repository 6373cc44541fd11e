import type { PersonRow } from "@/db/queries/persons";
import { contains, countsUnder, isBuffered, itemKey } from "@/lib/access";
import type { AccessGroupId, DesiredGrant, Entitlement, MemberId, Window } from "@/lib/access/types";
import { TAKEN_OUT } from "../safety/drift";
import type { StatusView } from "../views";
import type { AccessState, KeptConnection } from "./access-state";

/** One access group of one member: what should hold there, and what the ledger says holds. */
export interface GroupAccess {
  readonly connection: KeptConnection;
  readonly groupId: AccessGroupId;
  readonly groupName: string;
  readonly person: PersonRow | null;
  readonly windows: readonly Window[];
  readonly desired: DesiredGrant | null;
  readonly held: readonly {
    readonly id: string;
    readonly window: Window;
    readonly isPresent: boolean;
    readonly isTimed: boolean;
  }[];
  readonly status: StatusView;
}

export interface MemberAccess {
  readonly groups: readonly GroupAccess[];
  readonly persons: readonly { readonly connection: KeptConnection; readonly person: PersonRow }[];
  readonly entitlements: readonly Entitlement[];
  readonly status: StatusView;
  /** The next instant at which a door opens or closes for this member. */
  readonly nextEdgeAt: Date | null;
}

const PROBLEMS: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  invalid_request: {
    cause: "the vendor refused it",
    remedy: "check the member's details in Nexudus, then look again",
  },
  unsupported: { cause: "the vendor cannot do this", remedy: "map the item to another access group" },
  unexpected_response: { cause: "the vendor answered in a way Lintel does not know", remedy: "tell support" },
  not_found: { cause: "it is gone at the vendor", remedy: "check that the access group still exists" },
  conflict: { cause: "somebody else changed it at the same time", remedy: "look again" },
  permission_denied: { cause: "the vendor does not allow it", remedy: "connect the vendor again" },
  credentials_invalid: { cause: "the vendor refused the sign-in", remedy: "connect the vendor again" },
};
const TAKEN_OUT_PROBLEM = {
  cause: "somebody there took this member out three times within a day",
  remedy: "ask them, then put the access back on the approvals page",
};
const UNKNOWN_PROBLEM = { cause: "something went wrong", remedy: "look again; if it stays, tell support" };

/** What an error kind means and what to do about it, for people. */
export const problemOf = (kind: string | null) =>
  kind === TAKEN_OUT ? TAKEN_OUT_PROBLEM : (PROBLEMS[kind ?? ""] ?? UNKNOWN_PROBLEM);

const iso = (at: Date) => at.toISOString();

/** What keeps a person from being served, whatever they should hold; null = nothing. */
export function personTrouble(
  state: Pick<AccessState, "troubles">,
  connection: KeptConnection,
  person: PersonRow | null,
): StatusView | null {
  const { vendorName } = connection;
  if (connection.row.state === "needs_attention")
    return { kind: "needs_you", what: connection.row.stateReason ?? `connect ${vendorName} again` };
  if (!person) return null;
  if (person.link === "unconfirmed")
    return { kind: "needs_you", what: `confirm who this is at ${vendorName}` };
  if (person.link === "ambiguous") return { kind: "needs_you", what: `choose who this is at ${vendorName}` };
  if (person.disabledSince) return { kind: "needs_you", what: `enable this person at ${vendorName} again` };
  if (person.lastErrorKind === TAKEN_OUT)
    return { kind: "needs_you", what: `say whether to put this back at ${vendorName}` };
  const trouble = state.troubles.get(person.id);
  if (trouble?.state === "failed")
    return trouble.nextTryAt
      ? { kind: "retrying", at: iso(trouble.nextTryAt) }
      : { kind: "problem", ...problemOf(trouble.errorKind) };
  return null;
}

/**
 * The state of one access group for one member, from what should hold and what does:
 *
 *   due now, held now            open until the end
 *   due now, not held            what stands in the way, else applying
 *   not due, held now            applying (being taken), unless the connection is paused
 *   due later                    what stands in the way, else opens at
 *   neither                      ended
 */
export function groupStatus(input: {
  readonly now: Date;
  readonly windows: readonly Window[];
  readonly held: GroupAccess["held"];
  readonly trouble: StatusView | null;
  readonly isPaused: boolean;
  readonly isUnderWay: boolean;
  readonly vendorName: string;
}): StatusView {
  const { now, windows, held, trouble } = input;
  const due = windows.find((window) => contains(window, now));
  const isHeld = held.some((row) => row.isPresent && contains(row.window, now));
  const paused: StatusView = { kind: "needs_you", what: `resume ${input.vendorName}` };
  if (due) {
    if (isHeld) return { kind: "open", until: due.until ? iso(due.until) : null };
    return trouble ?? (input.isPaused ? paused : { kind: "applying", underWay: input.isUnderWay });
  }
  if (isHeld && !input.isPaused) return trouble ?? { kind: "applying", underWay: input.isUnderWay };
  const next = windows.find((window) => window.from > now);
  if (next) {
    const isPushed = held.some((row) => row.isPresent && row.window.from.getTime() === next.from.getTime());
    if (isPushed) return { kind: "opens", at: iso(next.from) };
    return trouble ?? { kind: "opens", at: iso(next.from) };
  }
  return { kind: "ended", at: null };
}

/** The one that matters most to somebody who asks "can they get in?". */
const ORDER: readonly StatusView["kind"][] = [
  "problem",
  "needs_you",
  "retrying",
  "applying",
  "open",
  "opens",
  "ended",
  "unmapped",
  "no_access",
  "foreign",
];

function overall(
  state: AccessState,
  groups: readonly GroupAccess[],
  entitlements: readonly Entitlement[],
): StatusView {
  const { now } = state;
  const statuses = groups.map((group) => group.status);
  const ranked = statuses.toSorted((a, b) => {
    const byKind = ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
    if (byKind !== 0) return byKind;
    if (a.kind === "opens" && b.kind === "opens") return a.at < b.at ? -1 : 1;
    if (a.kind === "open" && b.kind === "open")
      return a.until === null ? -1 : b.until === null ? 1 : a.until > b.until ? -1 : 1;
    return 0;
  });
  const first = ranked[0];
  if (first && first.kind !== "ended") return first;
  const isAnythingLeft = entitlements.some(
    (entitlement) => entitlement.window.until === null || entitlement.window.until > now,
  );
  if (isAnythingLeft) return { kind: "unmapped" };
  const ends = entitlements.flatMap((entitlement) =>
    ruleHits(state, entitlement).map(
      ({ rule }) => (entitlement.window.until?.getTime() ?? 0) + rule.lagMinutes * 60_000,
    ),
  );
  if (ends.length > 0) return { kind: "ended", at: iso(new Date(Math.max(...ends))) };
  return first ?? { kind: "no_access" };
}

/** Everything about one member's access, from the loaded state. Pure. */
export function memberAccess(state: AccessState, memberId: MemberId): MemberAccess {
  const { now } = state;
  // What a team would give, were it asked to, is no reason of this member's.
  const entitlements = state.entitlements.filter(
    (entitlement) =>
      entitlement.memberId === memberId &&
      (entitlement.reach === "own" || ruleHits(state, entitlement).length > 0),
  );
  const groups: GroupAccess[] = [];
  const persons: { connection: KeptConnection; person: PersonRow }[] = [];
  for (const connection of state.connections) {
    const link = state.links.find(
      (row) => row.memberId === memberId && row.connectionId === connection.row.id,
    );
    if (!link) continue;
    const person = state.persons.get(link.personId) ?? null;
    if (person) persons.push({ connection, person });
    const desired = connection.desired.filter((grant) => grant.key.personId === link.personId);
    const ledger = state.ledger.filter((row) => row.personId === link.personId);
    const trouble = personTrouble(state, connection, person);
    for (const groupId of new Set([...desired.map((d) => d.key.groupId), ...ledger.map((l) => l.groupId)])) {
      const grant = desired.find((row) => row.key.groupId === groupId) ?? null;
      const held = ledger
        .filter((row) => row.groupId === groupId)
        .map((row) => ({
          id: row.id,
          window: { from: row.fromAt, until: row.untilAt },
          isPresent: row.state === "present",
          isTimed: row.timed,
        }));
      groups.push({
        connection,
        groupId,
        groupName: connection.groupNames.get(groupId) ?? "Unknown group",
        person,
        windows: grant?.windows ?? [],
        desired: grant,
        held,
        status: groupStatus({
          now,
          windows: grant?.windows ?? [],
          held,
          trouble,
          isPaused: connection.row.state === "paused",
          isUnderWay: person !== null && state.troubles.get(person.id)?.state === "intended",
          vendorName: connection.vendorName,
        }),
      });
    }
  }
  const edges = groups
    .flatMap((group) => group.windows.flatMap((w) => (w.until ? [w.from, w.until] : [w.from])))
    .filter((at) => at > now)
    .sort((a, b) => a.getTime() - b.getTime());
  return {
    groups,
    persons,
    entitlements,
    status: overall(state, groups, entitlements),
    nextEdgeAt: edges[0] ?? null,
  };
}

/** Access groups that an entitlement leads to, with the buffers that hold there. */
export function ruleHits(state: Pick<AccessState, "connections">, entitlement: Entitlement) {
  return state.connections.flatMap((connection) =>
    connection.rules
      .filter((rule) => itemKey(rule.item) === itemKey(entitlement.item) && countsUnder(entitlement, rule))
      .map((rule) => ({
        connection,
        rule: isBuffered(entitlement.source) ? rule : { ...rule, leadMinutes: 0, lagMinutes: 0 },
      })),
  );
}

/** Whether a door opens or closes at an instant, in words, e.g. "Meeting rooms opens for Ana Ruiz". */
export function edgeSentence(groups: readonly GroupAccess[], at: Date, name: string): string {
  const ms = at.getTime();
  const opening = groups.find((group) => group.windows.some((w) => w.from.getTime() === ms));
  if (opening) return `${opening.groupName} opens for ${name}`;
  const closing = groups.find((group) => group.windows.some((w) => w.until?.getTime() === ms));
  return `${closing?.groupName ?? "Access"} closes for ${name}`;
}
