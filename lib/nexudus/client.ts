import {
  type Booking,
  bookingRow,
  type CancelledBooking,
  cancelledBookingRow,
  type Deletion,
  deletionRow,
} from "./bookings";
import { type Checkin, checkinRow, DOOR_SOURCE, type FailedCheckin, failedCheckinRow } from "./checkins";
import { type Coworker, type CoworkerRow, coworkerRecord, coworkerRow } from "./coworkers";
import { ENTITIES } from "./entities";
import { NexudusError } from "./errors";
import { atOrAfter, atOrBefore, equals } from "./filters";
import {
  type DeskVariant,
  deskVariantRow,
  type FloorPlanDesk,
  floorPlanDeskRow,
  type PassSlot,
  passSlotRow,
  type Resource,
  resourceRow,
  type Tariff,
  type TimePass,
  type TimePassScope,
  tariffRow,
  timePassRecord,
  timePassRow,
} from "./items";
import type { CallPriority } from "./limiter";
import {
  type Business,
  businessRow,
  type Me,
  meRecord,
  type NexudusTimeZone,
  timeZoneRow,
} from "./locations";
import type { ListRead } from "./paging";
import { createRest, type One, type RawRecord } from "./rest";
import {
  type Contract,
  contractRow,
  type OwnedPass,
  ownedPassRow,
  type PausedPeriod,
  pausedPeriodRow,
  type Team,
  type TeamRow,
  teamRecord,
  teamRow,
} from "./rights";
import { fromInstant } from "./scalars";
import { createTransport, type TransportOptions } from "./transport";
import { type BookingVisitor, bookingVisitorRow, type Visitor, visitorRow } from "./visitors";
import { type WebhookRecord, webhookRow } from "./webhook-records";

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

/** What narrows a read that can be taken whole or as "changed since". `since` is inclusive, to the minute. */
export interface Since {
  readonly since?: Date;
}

export interface NewWebhook {
  readonly businessId: string;
  readonly name: string;
  readonly action: number;
  readonly url: string;
}

/**
 * The platform, as one installation sees it.
 *
 * Lists never throw for what Nexudus does: they return an incomplete read with the error in it. Everything
 * else throws `NexudusError`. Nothing is retried here except a short throttle in the middle of a list.
 * After a write that ended in `unavailable` or `server`, read before writing again.
 */
export interface NexudusClient {
  /** The same client, queueing at another priority. */
  withPriority(priority: CallPriority): NexudusClient;

  /** The user behind the credential, or null where Nexudus does not tell (UNVERIFIED for add-ons). */
  me(): Promise<Me | null>;
  listBusinesses(): Promise<ListRead<Business>>;
  listTimeZones(): Promise<ListRead<NexudusTimeZone>>;
  getTimeZone(id: string): Promise<One<NexudusTimeZone>>;

  listResources(filter?: Since): Promise<ListRead<Resource>>;
  listTariffs(filter?: Since): Promise<ListRead<Tariff>>;
  listTimePasses(filter?: Since): Promise<ListRead<TimePass>>;
  /** Where a kind of pass is good; lists leave that blank. */
  getTimePassScope(id: string): Promise<One<TimePassScope>>;
  listPassSlots(): Promise<ListRead<PassSlot>>;
  listDesks(filter?: Since): Promise<ListRead<FloorPlanDesk>>;
  listDeskVariants(): Promise<ListRead<DeskVariant>>;
  getDeskVariant(id: string): Promise<One<DeskVariant>>;

  listCoworkers(filter?: Since & { readonly archived?: boolean }): Promise<ListRead<CoworkerRow>>;
  getCoworker(id: string): Promise<One<Coworker>>;
  /** The whole record, to change and put back. */
  getCoworkerRecord(id: string): Promise<One<RawRecord>>;
  /** PUT of a whole record made by `toPutBody`. */
  putCoworker(record: RawRecord): Promise<void>;

  /** Bookings that touch [from, until]: in progress at `from` included. */
  listBookingsTouching(window: { readonly from: Date; readonly until: Date }): Promise<ListRead<Booking>>;
  listBookingsOf(coworkerId: string, endingAfter: Date): Promise<ListRead<Booking>>;
  listBookingsUpdatedSince(since: Date): Promise<ListRead<Booking>>;
  getBooking(id: string): Promise<One<Booking>>;
  listCancelledBookingsSince(since: Date): Promise<ListRead<CancelledBooking>>;
  /** `arrivingFrom` narrows to those expected then or later. */
  listVisitors(filter?: Since & { readonly arrivingFrom?: Date }): Promise<ListRead<Visitor>>;
  getVisitor(id: string): Promise<One<Visitor>>;
  /** Guests of bookings. There is no narrowing by the time of the booking. */
  listBookingVisitors(filter?: Since): Promise<ListRead<BookingVisitor>>;
  getBookingVisitor(id: string): Promise<One<BookingVisitor>>;
  /** Deletions of any entity the audit trail covers (not passes, not guests). */
  listDeletionsSince(since: Date): Promise<ListRead<Deletion>>;

  listContracts(filter?: Since & { readonly coworkerId?: string }): Promise<ListRead<Contract>>;
  getContract(id: string): Promise<One<Contract>>;
  listPausedPeriods(filter?: Since): Promise<ListRead<PausedPeriod>>;
  getPausedPeriod(id: string): Promise<One<PausedPeriod>>;
  listOwnedPasses(
    filter?: Since & { readonly coworkerId?: string; readonly used?: boolean },
  ): Promise<ListRead<OwnedPass>>;
  getOwnedPass(id: string): Promise<One<OwnedPass>>;
  listTeams(filter?: Since): Promise<ListRead<TeamRow>>;
  getTeam(id: string): Promise<One<Team>>;

  /** Check-ins that began at or after `since`, those of everybody unless one is named. */
  listCheckins(filter: { readonly since: Date; readonly coworkerId?: string }): Promise<ListRead<Checkin>>;
  /** Check-ins that Nexudus refused since then. */
  listFailedCheckins(filter: {
    readonly since: Date;
    readonly coworkerId?: string;
  }): Promise<ListRead<FailedCheckin>>;
  /**
   * Checks somebody in as by a door, and returns the id. Can spend a pass, or sell one. `refused` = no valid pass, or a
   * limit of the plan; Nexudus then writes a failed check-in. Repeat: a second check-in.
   */
  createCheckin(stay: {
    readonly businessId: string;
    readonly coworkerId: string;
    readonly from: Date;
  }): Promise<string>;
  /** Ends a stay: reads the record, changes it and puts the whole back. False = it is gone. Repeat: ends it anew. */
  endCheckin(id: string, until: Date): Promise<boolean>;

  listWebhooks(): Promise<ListRead<WebhookRecord>>;
  /** Returns the id. Repeat: makes a second hook. */
  createWebhook(hook: NewWebhook): Promise<string>;
  /** Reads the record, changes it and puts the whole back. Throws `missing` when it is gone. */
  updateWebhook(id: string, changes: { readonly url?: string; readonly active?: boolean }): Promise<void>;
  /** Repeat: a hook that is gone is deleted. */
  deleteWebhook(id: string): Promise<void>;
  /** Puts a line where the staff looks for access problems. Repeat: makes a second line. */
  createAccessAudit(audit: {
    readonly coworkerId: string;
    readonly description: string;
    readonly isProblem: boolean;
  }): Promise<string>;
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
