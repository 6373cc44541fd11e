import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Services } from "../context";
import type { MemberRowView, MemberStateFilter, MembersView } from "../member-views";
import type { StatusView } from "../views";
import { type AccessState, loadAccessState } from "./access-state";
import { loadFrame } from "./frame";
import { memberAccess } from "./member-access";
import { readPeopleToConfirm } from "./people";

const PAGE_SIZE = 50;

export interface MembersQuery {
  readonly q: string;
  readonly state: MemberStateFilter;
  readonly groupId: string | null;
  readonly page: number;
}

/** Which filter chip a state counts under besides "all"; null = under none. */
export function filterOf(status: StatusView): Exclude<MemberStateFilter, "all" | "confirm"> | null {
  switch (status.kind) {
    case "open":
      return "open";
    case "opens":
      return "upcoming";
    case "needs_you":
    case "problem":
    case "retrying":
      return "problem";
    case "ended":
    case "unmapped":
    case "no_access":
    case "foreign":
      return "no_access";
    case "applying":
      return null;
    default: {
      const never: never = status;
      return never;
    }
  }
}

/**
 * All members with their states. Members that Nexudus deleted are listed while something of theirs is still held.
 * Groups are told apart by `connection:group`, since ids are a vendor's own.
 */
export async function readMembers(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly query: MembersQuery;
  },
): Promise<MembersView> {
  const [frame, state, people] = await Promise.all([
    loadFrame(services, input),
    loadAccessState(services, { installationId: input.installationId, memberIds: null }),
    readPeopleToConfirm(services, input),
  ]);
  const { query } = input;
  const locationNames = new Map<string, string>(frame.locations.map((row) => [row.id, row.name]));
  const index = indexByMember(state);
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = state.members.filter((member) => {
    if (frame.location && member.homeLocationId !== frame.location.id) return false;
    const text = `${member.fullName} ${member.email ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rows = fitting.flatMap((member) => {
    const access = memberAccess(index(member.id), member.id);
    if (member.state === "gone" && access.groups.length === 0) return [];
    const active = access.groups.filter((group) => group.status.kind !== "ended");
    const keys = active.map((group) => `${group.connection.row.id}:${group.groupId}`);
    if (query.groupId !== null && !keys.includes(query.groupId)) return [];
    const row: MemberRowView = {
      id: member.id,
      name: member.fullName,
      businessName: locationNames.get(member.homeLocationId ?? "") ?? "",
      status: access.status,
      groupNames: [...new Set(active.map((group) => group.groupName))],
      nextEdgeAt: access.nextEdgeAt?.toISOString() ?? null,
    };
    return [row];
  });
  const counts: Record<MemberStateFilter, number> = {
    all: rows.length,
    open: 0,
    upcoming: 0,
    problem: 0,
    no_access: 0,
    confirm: people.questions.length + people.more,
  };
  for (const row of rows) {
    const filter = filterOf(row.status);
    if (filter) counts[filter] += 1;
  }
  const chosen = query.state === "all" ? rows : rows.filter((row) => filterOf(row.status) === query.state);
  const page = Math.min(Math.max(1, query.page), Math.max(1, Math.ceil(chosen.length / PAGE_SIZE)));
  return {
    now: frame.now,
    zone: frame.zone,
    query: { ...query, page, locationId: frame.location?.id ?? null },
    stateCounts: counts,
    people,
    groups: state.connections.flatMap((connection) =>
      [...connection.groupNames].map(([id, name]) => ({
        id: `${connection.row.id}:${id}`,
        name: state.connections.length > 1 ? `${name} (${connection.vendorName})` : name,
      })),
    ),
    rows: chosen.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
    total: chosen.length,
    pageSize: PAGE_SIZE,
  };
}

/** The part of a state that concerns one member, found without walking everything again for each of them. */
export function indexByMember(state: AccessState): (memberId: MemberId) => AccessState {
  const group = <T>(rows: readonly T[], keyOf: (row: T) => string) => {
    const map = new Map<string, T[]>();
    for (const row of rows) {
      const found = map.get(keyOf(row));
      if (found) found.push(row);
      else map.set(keyOf(row), [row]);
    }
    return map;
  };
  const entitlements = group(state.entitlements, (row) => row.memberId);
  const links = group(state.links, (row) => row.memberId);
  const ledger = group(state.ledger, (row) => row.personId);
  const desired = state.connections.map((connection) => group(connection.desired, (row) => row.key.personId));
  return (memberId) => {
    const mine = links.get(memberId) ?? [];
    return {
      ...state,
      entitlements: entitlements.get(memberId) ?? [],
      links: mine,
      ledger: mine.flatMap((link) => ledger.get(link.personId) ?? []),
      connections: state.connections.map((connection, at) => ({
        ...connection,
        desired: mine.flatMap((link) =>
          link.connectionId === connection.row.id ? (desired[at]?.get(link.personId) ?? []) : [],
        ),
      })),
    };
  };
}
