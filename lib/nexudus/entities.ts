/** Where an entity lives. Later modules are tried once when an earlier one does not know the route. */
export interface EntityAddress {
  readonly modules: readonly [string, ...string[]];
  /** The last part of the route. Also names the entity in errors and logs. */
  readonly path: string;
  /** The prefix of its filters, and of its roles: `Booking_Id`, `Booking-List`. */
  readonly name: string;
}

/**
 * Every entity Lintel touches. Roles needed follow from it: `{name}-List` and `{name}-Read`, and
 * `-Create|-Edit|-Delete` where the client writes.
 */
export const ENTITIES = {
  businesses: { modules: ["sys"], path: "businesses", name: "Business" },
  timeZones: { modules: ["sys"], path: "simpletimezones", name: "SimpleTimeZone" },
  resources: { modules: ["spaces"], path: "resources", name: "Resource" },
  coworkers: { modules: ["spaces"], path: "coworkers", name: "Coworker" },
  bookings: { modules: ["spaces"], path: "bookings", name: "Booking" },
  cancelledBookings: { modules: ["spaces"], path: "cancelledbookings", name: "CancelledBooking" },
  visitors: { modules: ["spaces"], path: "visitors", name: "Visitor" },
  bookingVisitors: { modules: ["spaces"], path: "bookingvisitors", name: "BookingVisitor" },
  teams: { modules: ["spaces"], path: "teams", name: "Team" },
  contracts: { modules: ["billing"], path: "coworkercontracts", name: "CoworkerContract" },
  pausedPeriods: { modules: ["billing"], path: "contractpausedperiods", name: "ContractPausedPeriod" },
  ownedPasses: { modules: ["billing"], path: "coworkertimepasses", name: "CoworkerTimePass" },
  tariffs: { modules: ["billing"], path: "tariffs", name: "Tariff" },
  timePasses: { modules: ["billing"], path: "timepasses", name: "TimePass" },
  passSlots: { modules: ["billing"], path: "timepasstimeslots", name: "TimePassTimeSlot" },
  deskVariants: { modules: ["sys"], path: "floorplandeskvariants", name: "FloorPlanDeskVariant" },
  desks: { modules: ["sys"], path: "floorplandesks", name: "FloorPlanDesk" },
  checkins: { modules: ["spaces"], path: "checkins", name: "Checkin" },
  failedCheckins: { modules: ["spaces"], path: "failedcheckins", name: "FailedCheckin" },
  // UNVERIFIED: the module of the audit trail.
  auditTrail: { modules: ["sys", "security"], path: "audittrailentries", name: "AuditTrailEntry" },
  webhooks: { modules: ["sys"], path: "webhooks", name: "WebHook" },
  accessAudits: {
    modules: ["sys"],
    path: "coworkeraccesscontrolaudits",
    name: "CoworkerAccessControlAudit",
  },
} as const satisfies Record<string, EntityAddress>;
