import { bookingRow, cancelledBookingRow, deletionRow } from "./bookings";
import { checkinRow, DOOR_SOURCE, failedCheckinRow } from "./checkins";
import { coworkerRecord, coworkerRow } from "./coworkers";
import { ENTITIES } from "./entities";
import { NexudusError } from "./errors";
import { atOrAfter, atOrBefore, equals } from "./filters";
import {
  deskVariantRow,
  floorPlanDeskRow,
  passSlotRow,
  resourceRow,
  tariffRow,
  timePassRecord,
  timePassRow,
} from "./items";
import type { CallPriority } from "./limiter";
import { businessRow, meRecord, timeZoneRow } from "./locations";
import type { NexudusClient } from "./platform";
import { createRest, type RawRecord } from "./rest";
import { contractRow, ownedPassRow, pausedPeriodRow, teamRecord, teamRow } from "./rights";
import { fromInstant } from "./scalars";
import { createTransport, type TransportOptions } from "./transport";
import { bookingVisitorRow, visitorRow } from "./visitors";
import { webhookRow } from "./webhook-records";

/** What only Nexudus sets, left out of what is sent back. UNVERIFIED: custom fields surviving that. */
const NOT_SENT = [
  "CreatedOn",
  "UpdatedOn",
  "UpdatedBy",
  "UniqueId",
  "IsNew",
  "ToStringText",
  "LocalizationDetails",
  "CustomFields",
];

/** A record as it may be PUT: whole, since PUT clears what is missing, minus what only Nexudus sets. */
export function toPutBody(record: RawRecord, changes: RawRecord): RawRecord {
  const kept = Object.entries(record).filter(([name]) => !NOT_SENT.includes(name));
  return { ...Object.fromEntries(kept), ...changes };
}

const touched = (entity: string, since: Date | undefined) =>
  since === undefined ? [] : [atOrAfter(entity, "UpdatedOn", since)];

/** Builds the client of one installation. Config and secrets come as arguments. */
export function createNexudusClient(
  options: TransportOptions & { readonly priority?: CallPriority },
): NexudusClient {
  const transport = createTransport(options);
  const E = ENTITIES;

  function at(priority: CallPriority): NexudusClient {
    const rest = createRest({ transport, clock: options.clock, priority });
    const bookings = { memberField: "CoworkerId" };
    return {
      withPriority: at,

      async me() {
        try {
          const body = await transport({ method: "GET", path: "/auth/me", entity: "auth/me", priority });
          return meRecord.safeParse(body).data ?? null;
        } catch (error) {
          const refuses = error instanceof NexudusError && !["throttled", "unavailable"].includes(error.kind);
          if (refuses) return null;
          throw error;
        }
      },
      listBusinesses: () => rest.list(E.businesses, businessRow, {}),
      listTimeZones: () => rest.list(E.timeZones, timeZoneRow, {}),
      getTimeZone: (id) => rest.getOne(E.timeZones, id, timeZoneRow),

      listResources: ({ since } = {}) =>
        rest.list(E.resources, resourceRow, { filters: touched("Resource", since) }),
      listTariffs: ({ since } = {}) => rest.list(E.tariffs, tariffRow, { filters: touched("Tariff", since) }),
      listTimePasses: ({ since } = {}) =>
        rest.list(E.timePasses, timePassRow, { filters: touched("TimePass", since) }),
      listDesks: ({ since } = {}) =>
        rest.list(E.desks, floorPlanDeskRow, { filters: touched("FloorPlanDesk", since) }),

      getTimePassScope: (id) => rest.getOne(E.timePasses, id, timePassRecord),
      listPassSlots: () => rest.list(E.passSlots, passSlotRow, {}),
      listDeskVariants: () => rest.list(E.deskVariants, deskVariantRow, {}),
      getDeskVariant: (id) => rest.getOne(E.deskVariants, id, deskVariantRow),

      listCoworkers: ({ since, archived } = {}) =>
        rest.list(E.coworkers, coworkerRow, {
          memberField: "Id",
          filters: [
            ...touched("Coworker", since),
            ...(archived === undefined ? [] : [equals("Coworker_Archived", "Archived", archived)]),
          ],
        }),
      getCoworker: (id) => rest.getOne(E.coworkers, id, coworkerRecord),
      getCoworkerRecord: (id) => rest.getRaw(E.coworkers, id),
      putCoworker: (record) => rest.replace(E.coworkers, record),

      listBookingsTouching: ({ from, until }) =>
        rest.list(E.bookings, bookingRow, {
          ...bookings,
          filters: [atOrAfter("Booking", "ToTime", from), atOrBefore("Booking", "FromTime", until)],
        }),
      listBookingsOf: (coworkerId, endingAfter) =>
        rest.list(E.bookings, bookingRow, {
          ...bookings,
          filters: [
            equals("Booking_Coworker", "CoworkerId", coworkerId),
            atOrAfter("Booking", "ToTime", endingAfter),
          ],
        }),
      listBookingsUpdatedSince: (since) =>
        rest.list(E.bookings, bookingRow, { ...bookings, filters: touched("Booking", since) }),
      getBooking: (id) => rest.getOne(E.bookings, id, bookingRow),
      listCancelledBookingsSince: (since) =>
        rest.list(E.cancelledBookings, cancelledBookingRow, {
          ...bookings,
          filters: [atOrAfter("CancelledBooking", "CancelledOn", since)],
        }),
      listVisitors: ({ since, arrivingFrom } = {}) =>
        rest.list(E.visitors, visitorRow, {
          filters: [
            ...touched("Visitor", since),
            ...(arrivingFrom === undefined ? [] : [atOrAfter("Visitor", "ExpectedArrival", arrivingFrom)]),
          ],
        }),
      getVisitor: (id) => rest.getOne(E.visitors, id, visitorRow),
      listBookingVisitors: ({ since } = {}) =>
        rest.list(E.bookingVisitors, bookingVisitorRow, { filters: touched("BookingVisitor", since) }),
      getBookingVisitor: (id) => rest.getOne(E.bookingVisitors, id, bookingVisitorRow),
      listDeletionsSince: (since) =>
        rest.list(E.auditTrail, deletionRow, {
          filters: [
            equals("AuditTrailEntry_AuditType", "AuditType", 3, ["delete", "deleted"]),
            atOrAfter("AuditTrailEntry", "CreatedOn", since),
          ],
        }),

      listContracts: ({ since, coworkerId } = {}) =>
        rest.list(E.contracts, contractRow, {
          memberField: "CoworkerId",
          filters: [
            ...touched("CoworkerContract", since),
            ...(coworkerId === undefined
              ? []
              : [equals("CoworkerContract_Coworker", "CoworkerId", coworkerId)]),
          ],
        }),
      getContract: (id) => rest.getOne(E.contracts, id, contractRow),
      listPausedPeriods: ({ since } = {}) =>
        rest.list(E.pausedPeriods, pausedPeriodRow, { filters: touched("ContractPausedPeriod", since) }),
      getPausedPeriod: (id) => rest.getOne(E.pausedPeriods, id, pausedPeriodRow),
      listOwnedPasses: ({ since, coworkerId, used } = {}) =>
        rest.list(E.ownedPasses, ownedPassRow, {
          memberField: "CoworkerId",
          filters: [
            ...touched("CoworkerTimePass", since),
            ...(coworkerId === undefined
              ? []
              : [equals("CoworkerTimePass_Coworker", "CoworkerId", coworkerId)]),
            ...(used === undefined ? [] : [equals("CoworkerTimePass_Used", "Used", used)]),
          ],
        }),
      getOwnedPass: (id) => rest.getOne(E.ownedPasses, id, ownedPassRow),
      listTeams: ({ since } = {}) => rest.list(E.teams, teamRow, { filters: touched("Team", since) }),
      getTeam: (id) => rest.getOne(E.teams, id, teamRecord),

      listCheckins: ({ since, coworkerId }) =>
        rest.list(E.checkins, checkinRow, {
          memberField: "CoworkerId",
          filters: [
            atOrAfter("Checkin", "FromTime", since),
            ...(coworkerId === undefined ? [] : [equals("Checkin_Coworker", "CoworkerId", coworkerId)]),
          ],
        }),
      listFailedCheckins: ({ since, coworkerId }) =>
        rest.list(E.failedCheckins, failedCheckinRow, {
          memberField: "CoworkerId",
          filters: [
            atOrAfter("FailedCheckin", "CheckinAttemptTime", since),
            ...(coworkerId === undefined ? [] : [equals("FailedCheckin_Coworker", "CoworkerId", coworkerId)]),
          ],
        }),
      createCheckin: ({ businessId, coworkerId, from }) =>
        rest.create(E.checkins, {
          BusinessId: Number(businessId),
          CoworkerId: Number(coworkerId),
          FromTime: fromInstant(from),
          Source: DOOR_SOURCE,
        }),
      async endCheckin(id, until) {
        const stay = await rest.getRaw(E.checkins, id);
        if (stay.state === "gone") return false;
        await rest.replace(E.checkins, toPutBody(stay.value, { ToTime: fromInstant(until) }));
        return true;
      },

      listWebhooks: () => rest.list(E.webhooks, webhookRow, {}),
      createWebhook: ({ businessId, name, action, url }) =>
        rest.create(E.webhooks, {
          BusinessId: Number(businessId),
          Name: name,
          Description: "Managed by Lintel",
          Action: action,
          URL: url,
          Active: true,
          ErrorCount: 0,
        }),
      async updateWebhook(id, { url, active }) {
        const hook = await rest.getRaw(E.webhooks, id);
        if (hook.state === "gone") throw new NexudusError("missing", { entity: E.webhooks.path });
        const changes = {
          ...(url === undefined ? {} : { URL: url }),
          ...(active === undefined ? {} : { Active: active }),
        };
        await rest.replace(E.webhooks, toPutBody(hook.value, changes));
      },
      deleteWebhook: (id) => rest.remove(E.webhooks, id),
      createAccessAudit: ({ coworkerId, description, isProblem }) =>
        rest.create(E.accessAudits, {
          CoworkerId: Number(coworkerId),
          Description: description,
          IsProblem: isProblem,
        }),
    };
  }
  return at(options.priority ?? "poll");
}
