import type { Booking, CancelledBooking, Deletion } from "./bookings";
import type { Checkin, FailedCheckin } from "./checkins";
import type { Coworker, CoworkerRow } from "./coworkers";
import type {
  DeskVariant,
  FloorPlanDesk,
  PassSlot,
  Resource,
  Tariff,
  TimePass,
  TimePassScope,
} from "./items";
import type { CallPriority } from "./limiter";
import type { Business, Me, NexudusTimeZone } from "./locations";
import type { ListRead } from "./paging";
import type { One, RawRecord } from "./rest";
import type { Contract, OwnedPass, PausedPeriod, Team, TeamRow } from "./rights";
import type { BookingVisitor, Visitor } from "./visitors";
import type { WebhookRecord } from "./webhook-records";

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
