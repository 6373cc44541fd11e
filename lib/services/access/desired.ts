import type { ConnectionRow } from "@/db/queries/connections";
import { bookingsById, liveBookings, membersById } from "@/db/queries/facts";
import { listLocations } from "@/db/queries/installations";
import { listLinks } from "@/db/queries/persons";
import { factStates } from "@/db/queries/rights-proof";
import { storedRights, withTeammates } from "@/db/queries/rights-read";
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
import { toRightsFacts } from "./rights-facts";
import { loadRules } from "./rules";

const LONGEST_LAG_MS = 120 * 60_000;

/** Stored facts of these members (null = all) as reasons to enter, past ones left out. No platform call. */
export async function loadEntitlements(
  services: Services,
  connection: Pick<ConnectionRow, "installationId">,
  memberIds: readonly MemberId[] | null,
  now: Date,
): Promise<Entitlement[]> {
  const { installationId } = connection;
  // What a team reaches hangs on facts of others: they are loaded too, and their own rights left out again.
  const concerned =
    memberIds === null ? null : await withTeammates(services.db, { installationId, ids: memberIds });
  const endsAfter = new Date(now.getTime() - LONGEST_LAG_MS);
  const key = { installationId, memberIds: concerned, endsAfter };
  const [members, bookings, rights, locations] = await Promise.all([
    membersById(services.db, { installationId, ids: concerned }),
    liveBookings(services.db, { ...key, memberIds }),
    storedRights(services.db, key),
    listLocations(services.db, { installationId }),
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
  const lookaheadMs = services.config.bookingLookaheadMs;
  const facts = toRightsFacts(rights, { locations, now, lookaheadMs });
  const entitlements = entitlementsOf({ members: memberFacts, bookings: bookingFacts, ...facts });
  if (memberIds === null) return entitlements;
  const asked = new Set(memberIds);
  return entitlements.filter((entitlement) => asked.has(entitlement.memberId));
}

export interface DesiredState {
  readonly rules: readonly MappingRule[];
  readonly links: readonly PersonLink[];
  readonly entitlements: readonly Entitlement[];
  readonly desired: readonly DesiredGrant[];
}

/**
 * What should hold for some people (null = everybody linked) on one connection at `now`, from stored facts.
 * `rules` may be given to ask "what if the mapping were so" (previews); `entitlements` to load them once for several
 * connections.
 */
export async function loadDesired(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly personIds: readonly PersonId[] | null;
    readonly now: Date;
    readonly rules?: readonly MappingRule[];
    /** Of everybody, where they are loaded already. */
    readonly entitlements?: readonly Entitlement[];
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
    input.entitlements ??
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
  const { installationId } = connection;
  const idsOf = (kind: Source["kind"]) => [
    ...new Set(sources.filter((source) => source.kind === kind).map((source) => source.id)),
  ];
  const [bookings, contracts, passes] = await Promise.all([
    bookingsById(services.db, { installationId, ids: idsOf("booking") }),
    factStates(services.db, { installationId, entity: "contracts", ids: idsOf("contract") }),
    factStates(services.db, { installationId, entity: "passes", ids: idsOf("pass") }),
  ]);
  const standings = (
    kind: Source["kind"],
    rows: readonly { readonly id: string; readonly state: string }[],
  ) => rows.map((row) => [sourceKey({ kind, id: row.id }), row.state === "gone" ? "gone" : "known"] as const);
  // An adoption gives no right: what rests on nothing else may go, by the word of the admin who adopted it.
  const adoptions = idsOf("adoption").map((id) => ({ id, state: "live" }));
  return new Map([
    ...standings("adoption", adoptions),
    ...standings("booking", bookings),
    ...standings("contract", contracts),
    ...standings("pass", passes),
  ]);
}
