import { bookingRights } from "./rights/bookings";
import { contractRights } from "./rights/contracts";
import { passRights } from "./rights/passes";
import { teamRights } from "./rights/teams";
import type { BookingFact, ContractFact, Entitlement, MemberFact, PassFact, TeamFact } from "./types";

/** Everything the platform has told, as stored. A new source of rights adds its facts here. */
export interface AccessFacts {
  readonly members: readonly MemberFact[];
  readonly bookings: readonly BookingFact[];
  readonly contracts: readonly ContractFact[];
  readonly passes: readonly PassFact[];
  readonly teams: readonly TeamFact[];
}

/**
 * Every reason anybody has to enter, in Nexudus terms. Pure; knows no vendor, no lead, no lag and no `now`:
 * past and future windows are all there.
 *
 * | Who holds the record        | Booking (E1)      | Contract's plan (E2) / desks (E3) | Pass (E4)              |
 * |-----------------------------|-------------------|-----------------------------------|------------------------|
 * | member, active              | its window        | start to cancellation             | till used up / expired |
 * | member, contract frozen     | its window        | minus the freeze                  | minus the freeze       |
 * | member, suspended, archived | nothing           | nothing                           | nothing                |
 * | paying member of one's team | nothing           | as theirs, reach "team"           | pooled, reach "team"   |
 */
export function entitlementsOf(facts: AccessFacts): Entitlement[] {
  const entitled = new Set(facts.members.filter((m) => m.active && !m.archived).map((m) => m.id));
  const contracts = contractRights(facts.contracts, entitled);
  const passes = passRights(facts.passes, facts.contracts, entitled);
  return [
    ...bookingRights(facts.bookings, entitled),
    ...contracts,
    ...passes,
    ...teamRights(facts.teams, { contracts, passes }, entitled),
  ];
}
