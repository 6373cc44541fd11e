import { ENTITIES, type EntityAddress } from "./entities";
import type { NexudusClient } from "./platform";

/** What a call needs at Nexudus: where it goes, and the role that lets it. */
export interface NeededRole {
  /** As in the address: `spaces/bookings` to list, `spaces/bookings/{id}` for one, with the verb for a write. */
  readonly address: string;
  /** As in the catalogue of roles, e.g. `Booking-List`. See docs/roles.md. */
  readonly role: string;
}

type Verb = "List" | "Read" | "Create" | "Edit" | "Delete";

function needs(entity: EntityAddress, verb: Verb): NeededRole {
  const at = `${entity.modules[0]}/${entity.path}`;
  const addresses: Readonly<Record<Verb, string>> = {
    List: at,
    Read: `${at}/{id}`,
    Create: `POST ${at}`,
    Edit: `PUT ${at}`,
    Delete: `DELETE ${at}/{id}`,
  };
  return { address: addresses[verb], role: `${entity.name}-${verb}` };
}

const E = ENTITIES;

/** The role behind every call. `me` is left out: it answers for any credential, or not at all. */
export const CALL_ROLES: Readonly<Record<Exclude<keyof NexudusClient, "withPriority" | "me">, NeededRole>> = {
  listBusinesses: needs(E.businesses, "List"),
  listTimeZones: needs(E.timeZones, "List"),
  getTimeZone: needs(E.timeZones, "Read"),
  listResources: needs(E.resources, "List"),
  listTariffs: needs(E.tariffs, "List"),
  listTimePasses: needs(E.timePasses, "List"),
  getTimePassScope: needs(E.timePasses, "Read"),
  listPassSlots: needs(E.passSlots, "List"),
  listDesks: needs(E.desks, "List"),
  listDeskVariants: needs(E.deskVariants, "List"),
  getDeskVariant: needs(E.deskVariants, "Read"),
  listCoworkers: needs(E.coworkers, "List"),
  getCoworker: needs(E.coworkers, "Read"),
  getCoworkerRecord: needs(E.coworkers, "Read"),
  putCoworker: needs(E.coworkers, "Edit"),
  listBookingsTouching: needs(E.bookings, "List"),
  listBookingsOf: needs(E.bookings, "List"),
  listBookingsUpdatedSince: needs(E.bookings, "List"),
  getBooking: needs(E.bookings, "Read"),
  listCancelledBookingsSince: needs(E.cancelledBookings, "List"),
  listVisitors: needs(E.visitors, "List"),
  getVisitor: needs(E.visitors, "Read"),
  listBookingVisitors: needs(E.bookingVisitors, "List"),
  getBookingVisitor: needs(E.bookingVisitors, "Read"),
  listDeletionsSince: needs(E.auditTrail, "List"),
  listContracts: needs(E.contracts, "List"),
  getContract: needs(E.contracts, "Read"),
  listPausedPeriods: needs(E.pausedPeriods, "List"),
  getPausedPeriod: needs(E.pausedPeriods, "Read"),
  listOwnedPasses: needs(E.ownedPasses, "List"),
  getOwnedPass: needs(E.ownedPasses, "Read"),
  listTeams: needs(E.teams, "List"),
  getTeam: needs(E.teams, "Read"),
  listCheckins: needs(E.checkins, "List"),
  listFailedCheckins: needs(E.failedCheckins, "List"),
  createCheckin: needs(E.checkins, "Create"),
  endCheckin: needs(E.checkins, "Edit"),
  listWebhooks: needs(E.webhooks, "List"),
  createWebhook: needs(E.webhooks, "Create"),
  updateWebhook: needs(E.webhooks, "Edit"),
  deleteWebhook: needs(E.webhooks, "Delete"),
  createAccessAudit: needs(E.accessAudits, "Create"),
};

/** What does not work while an entity is refused, by its name in roles. Reads after "<role>: ". */
const EFFECTS: Readonly<Record<(typeof ENTITIES)[keyof typeof ENTITIES]["name"], string>> = {
  Business: "new locations are not seen",
  SimpleTimeZone: "time zones are not suggested",
  Resource: "new resources cannot be mapped; those already mapped go on",
  Coworker: "new members, suspensions and changed e-mails are not seen; known members keep what they have",
  Booking: "new and moved bookings open nothing; known ones open and close as planned",
  CancelledBooking: "cancelled bookings keep their access until their end",
  Visitor: "new visitors get no link, and approvals and departures are not seen; known links end as planned",
  BookingVisitor: "new guests of bookings get no link; known links end as planned",
  Team: "changes of teams are not seen",
  CoworkerContract: "new, changed and cancelled contracts are not seen; known ones hold",
  ContractPausedPeriod: "freezes of contracts are not seen",
  CoworkerTimePass: "new and used passes are not seen; known ones hold",
  Tariff: "new plans cannot be mapped",
  TimePass: "new passes cannot be mapped",
  TimePassTimeSlot: "the hours of passes are not seen",
  FloorPlanDeskVariant: "days of part-time offices are not seen; known ones hold",
  FloorPlanDesk: "new desks and offices cannot be mapped",
  Checkin: "nobody is checked in or out by a door; doors open as before",
  FailedCheckin: "why a check-in failed is not shown here, only in Nexudus",
  AuditTrailEntry: "deleted bookings and members keep their access until the next full check",
  WebHook: "Nexudus does not tell changes at once; Lintel looks for them every 4 min",
  CoworkerAccessControlAudit: "problems are not shown in Nexudus, only here",
};

/** Where a role of an entity is for something else than reading it. */
const ROLE_EFFECTS: Readonly<Record<string, string>> = {
  "Coworker-Edit": "random PINs are not written to Nexudus",
  "Checkin-List": "who is in is not shown, and nobody is checked in or out by a door",
  "Checkin-Create": "nobody is checked in by a door; doors open as before",
  "Checkin-Edit": "nobody is checked out by a door; doors open as before",
};

/** The role an address needs and what does not work without it; null for an address no call goes to. */
export function roleAt(address: string): { readonly role: string; readonly effect: string } | null {
  const found = Object.values(CALL_ROLES).find((need) => need.address === address);
  if (!found) return null;
  const effects: Readonly<Record<string, string>> = EFFECTS;
  return {
    role: found.role,
    effect:
      ROLE_EFFECTS[found.role] ?? effects[found.role.split("-")[0] ?? ""] ?? "what rests on it is not read",
  };
}
