import type { ConnectionRow } from "@/db/queries/connections";
import { bookingsById, liveBookings, membersById } from "@/db/queries/facts";
import { listMappings } from "@/db/queries/mappings";
import { listLinks } from "@/db/queries/persons";
import { entitlementsOf, project, sourceKey } from "@/lib/access";
import type {
  BookingFact,
  DesiredGrant,
  Entitlement,
  MappingRule,
  MemberFact,
  MemberId,
  PersonId,
  PersonLink,
  Source,
  SourceStanding,
} from "@/lib/access/types";
import type { Services } from "../context";

const LONGEST_LAG_MS = 120 * 60_000;

/** The connection's mapping with the buffers that hold, as the core wants it. */
export async function loadRules(services: Services, connection: ConnectionRow): Promise<MappingRule[]> {
  const rows = await listMappings(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
  });
  return rows.map((row) => ({
    connectionId: connection.id,
    item: { kind: row.itemKind, id: row.itemId },
    groupId: row.groupId,
    leadMinutes: row.leadMinutes ?? connection.leadMinutes,
    lagMinutes: row.lagMinutes ?? connection.lagMinutes,
    includesTeams: false,
    locations: null,
    hours: null,
  }));
}

/** Stored facts of these members (null = all) as reasons to enter, past ones left out. No platform call. */
export async function loadEntitlements(
  services: Services,
  connection: Pick<ConnectionRow, "installationId">,
  memberIds: readonly MemberId[] | null,
  now: Date,
): Promise<Entitlement[]> {
  const { installationId } = connection;
  const [members, bookings] = await Promise.all([
    membersById(services.db, { installationId, ids: memberIds }),
    liveBookings(services.db, {
      installationId,
      memberIds,
      endsAfter: new Date(now.getTime() - LONGEST_LAG_MS),
    }),
  ]);
  const memberFacts: MemberFact[] = members.map((row) => ({
    id: row.id,
    active: row.active && row.state === "live",
    archived: row.archived,
  }));
  const bookingFacts: BookingFact[] = bookings.map((row) => ({
    id: row.id,
    memberId: row.memberId,
    resourceId: row.resourceId,
    deskId: row.deskId,
    from: row.fromAt,
    until: row.untilAt,
    tentative: row.tentative,
    state: row.state,
  }));
  return entitlementsOf({
    members: memberFacts,
    bookings: bookingFacts,
    contracts: [],
    passes: [],
    teams: [],
  });
}

export interface DesiredState {
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
  readonly entitlements: readonly Entitlement[];
  readonly desired: readonly DesiredGrant[];
}

/**
 * What should hold for some people (null = everybody linked) on one connection at `now`, from stored facts.
 * `rules` may be given to ask "what if the mapping were so" (previews).
 */
export async function loadDesired(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly personIds: readonly PersonId[] | null;
    readonly now: Date;
    readonly rules?: readonly MappingRule[];
  },
): Promise<DesiredState> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const rows = await listLinks(
    services.db,
    input.personIds === null ? key : { ...key, personIds: input.personIds },
  );
  const links = rows.map(({ connectionId, memberId, personId }) => ({ connectionId, memberId, personId }));
  const [rules, entitlements] = await Promise.all([
    input.rules ?? loadRules(services, connection),
    loadEntitlements(
      services,
      connection,
      input.personIds === null ? null : links.map((link) => link.memberId),
      input.now,
    ),
  ]);
  return { rules, links, entitlements, desired: project({ now: input.now, entitlements, rules, links }) };
}

/** What reading has told about the records that ledger rows name. One not in the map was merely not seen. */
export async function loadStandings(
  services: Services,
  connection: Pick<ConnectionRow, "installationId">,
  sources: readonly Source[],
): Promise<ReadonlyMap<string, SourceStanding>> {
  const ids = [...new Set(sources.filter((source) => source.kind === "booking").map((source) => source.id))];
  const rows = await bookingsById(services.db, { installationId: connection.installationId, ids });
  return new Map(
    rows.map((row) => [sourceKey({ kind: "booking", id: row.id }), row.state === "gone" ? "gone" : "known"]),
  );
}
