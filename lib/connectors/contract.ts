import type { AccessGroupId, Window } from "@/lib/access/types";
import type { Clock } from "@/lib/clock";
import type { GuestLinks, OpeningHooks, Option, PassInvitations, VendorDoor } from "./facets";
import type { CredentialField, OAuthFlow, SessionFlow, SettingField } from "./sign-in";

/**
 * What every vendor folder provides: a definition (plain data plus a factory) and a connector.
 * Connectors speak the vendor's ids only, keep no state, never retry, never import `env`, and throw
 * nothing but `VendorError`. Calls are safe to repeat: a repeat is `already_satisfied`.
 */

/** Every claim carries where it comes from. */
export interface Claim<T extends string> {
  readonly value: T;
  readonly note?: string;
  readonly source: string;
}
export type Support = "yes" | "no" | "unverified";

export interface Capabilities {
  /** The vendor enforces start and end itself. */
  readonly timedGrants: Claim<Support>;
  /** A field on people, and on grants unless `grantMarker` says otherwise, that can carry our mark. */
  readonly ownershipMarker: Claim<Support>;
  /** Grants carry a mark of their own, as people do. Not named = as `ownershipMarker` says. */
  readonly grantMarker?: Claim<Support>;
  /** Add one link, or replace the person's whole list. */
  readonly mutationUnit: Claim<"membership" | "person">;
  /**
   * `untimed` = of timed grants, those without an end are no windows at the vendor but plain memberships: in force at
   * once, without a start, one in a group and beside no other. They are asked for with `window: null`. Not named = `timed`.
   */
  readonly openEnded?: Claim<"timed" | "untimed">;
  /** `bulk` = page by page, `whole` = everybody in one answer. */
  readonly observe: Claim<"bulk" | "whole" | "per_person">;
  /** Several grants of one person to one group. */
  readonly grantsPerGroup: Claim<"many" | "one">;
  readonly email: Claim<Support>;
  readonly pin: Claim<Support>;
  readonly cards: Claim<Support>;
  readonly events: Claim<Support>;
  /** Changes reach the doors only after a call of its own (`flush`). Not named = no. */
  readonly flush?: Claim<Support>;
  /** Links or keys for a visit, for people who are no members (`guestLinks`). Not named = no. */
  readonly guestLinks?: Claim<Support>;
  /** Invitations to a mobile pass, mailed by the vendor (`passInvitations`). Not named = no. */
  readonly passInvitations?: Claim<Support>;
  /** People can be suspended and let in again (`setSuspended`). Not named = no. */
  readonly suspend?: Claim<Support>;
  /** People made by Lintel can be deleted (`removePerson`). Not named = no. */
  readonly remove?: Claim<Support>;
}

/**
 * Which PINs a vendor takes: digits only, `min` to `max` of them. `forbids` = sequences its own console or keypads
 * refuse: `run` = each digit one above or below the one before (1234, 8765), `repeat` = one digit all along (0000).
 */
export interface PinRule {
  readonly min: number;
  readonly max: number;
  readonly forbids: readonly ("run" | "repeat")[];
  readonly source: string;
}

/** A page of a list. `skipped` counts rows that did not parse: any makes the read incomplete. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly skipped: number;
}

export interface AccessGroup {
  readonly id: AccessGroupId;
  readonly name: string;
  /** Where the vendor says which site a group belongs to. */
  readonly siteLabel: string | null;
  /** One line for the mapping page, e.g. "PIN does not open these doors". */
  readonly hint: string | null;
}

/** A grant as the vendor shows it. `marker` is our mark when the object carries one, else null. */
export interface VendorGrant {
  readonly vendorGrantId: string;
  readonly groupId: AccessGroupId;
  readonly window: Window | null;
  readonly marker: string | null;
}

/** A person as the vendor shows it, with what they hold. */
export interface VendorPerson {
  readonly vendorPersonId: string;
  /** Our mark on the person (see `personMarker`), else null. */
  readonly marker: string | null;
  readonly name: string;
  readonly emails: readonly string[];
  /** `disabled` = suspended, deleted or expired at the vendor: grants are then without effect. */
  readonly state: "active" | "disabled";
  readonly grants: readonly VendorGrant[];
}

export type OperationOutcome =
  | { readonly status: "applied"; readonly vendorId?: string }
  | { readonly status: "already_satisfied"; readonly vendorId?: string }
  | { readonly status: "deferred"; readonly retryAfterMs: number };

/** One write at the vendor, in the vendor's ids. */
export type VendorOperation =
  /**
   * Looks for `marker` first, so that a lost answer never makes a second person. Outcome has `vendorId`.
   * `labels` are written beside the mark where the vendor has room, for its admins to read; never used to match.
   * `email` = the member's address, for vendors where nobody exists without one; others leave it to `setEmail`.
   */
  | {
      readonly verb: "createPerson";
      readonly marker: string;
      readonly name: string;
      readonly email?: string | null;
      readonly labels?: Readonly<Record<string, string>>;
    }
  /** Restores a person that the vendor's own clean-up removed (never one that a human disabled). */
  | { readonly verb: "restorePerson"; readonly vendorPersonId: string }
  /** Looks for an equal, own, unclaimed grant first. `window: null` = no limits. Outcome has `vendorId`. */
  | {
      readonly verb: "grant";
      readonly vendorPersonId: string;
      readonly groupId: AccessGroupId;
      readonly window: Window | null;
      readonly marker: string;
    }
  /**
   * Outcome has `vendorId` where the vendor knows no change of times: then a new grant was made before the old one was
   * taken away, and a repeat with the old id finds the new one. `begun` = whether an attempt at these times was made whose
   * outcome is not known: where not, an equal grant is somebody else's. Absent = nobody looked.
   */
  | {
      readonly verb: "retime";
      readonly vendorPersonId: string;
      readonly vendorGrantId: string;
      readonly window: Window;
      readonly begun?: boolean;
    }
  /**
   * `already_satisfied` only after the person's id was confirmed; a wrong person id is `not_found`. `keeps` = whether the
   * person is to stay in the same group by an own grant without a window; absent = nobody looked.
   */
  | {
      readonly verb: "revoke";
      readonly vendorPersonId: string;
      readonly vendorGrantId: string;
      readonly keeps?: boolean;
    }
  /** Makes `email` the one own address of the person; null takes the own one away. */
  | { readonly verb: "setEmail"; readonly vendorPersonId: string; readonly email: string | null }
  /**
   * Makes `pin` the one own PIN; null takes the own one away. A taken or refused PIN is `invalid_request`.
   * `olderHashes` = of the same PIN under replaced keys: one found under them is the same and is marked anew.
   */
  | {
      readonly verb: "setPin";
      readonly vendorPersonId: string;
      readonly pin: string | null;
      readonly pinHash: string | null;
      readonly olderHashes?: readonly string[];
    }
  /** Makes the own cards exactly these values; a bad card is reported per value and holds up no other. */
  | { readonly verb: "setCards"; readonly vendorPersonId: string; readonly cards: readonly string[] };

/** Errors of single cards, beside an outcome that did the rest. Values are not repeated, only positions. */
export interface CardProblem {
  readonly index: number;
  /** `too_many` = the person holds as many as the vendor, or the settings, have room for. */
  readonly reason: "unknown_card" | "card_in_use" | "bad_format" | "too_many";
}

/**
 * Why `observePerson` answered null. `cleaned_up` = the vendor's own housekeeping, after the person's grants
 * had ended: may be restored without asking. `ended` = housekeeping too, but after somebody (never Lintel)
 * gave the person itself an end. `removed` = deleted by somebody, or not provably by housekeeping.
 * `unknown_id` = the vendor knows no such id.
 */
export type Absence = "present" | "cleaned_up" | "ended" | "removed" | "unknown_id";

/** One door opened by one person. `occurredAt` may lie well before `recordedAt` when the door was offline. */
export interface Opening {
  readonly eventId: string;
  readonly vendorPersonId: string;
  readonly doorId: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
}

/** Openings oldest first. `mark` is the newest event read, to be given back as `after`. */
export interface Openings {
  readonly items: readonly Opening[];
  readonly mark: string | null;
  /** Rows that did not parse. */
  readonly skipped: number;
  /** False when neither `after` nor `floor` was reached: older openings were not read. */
  readonly complete: boolean;
}

export interface Connector {
  /** Cheap credential test. Errors carry `field` where the vendor tells which input is wrong. */
  verify(): Promise<{ readonly accountId: string; readonly accountLabel: string }>;
  listAccessGroups(cursor: string | null): Promise<Page<AccessGroup>>;
  /** All people with their grants, page by page. */
  observe(cursor: string | null): Promise<Page<VendorPerson>>;
  /** One person, or null when the vendor says there is none (also deleted). */
  observePerson(vendorPersonId: string): Promise<VendorPerson | null>;
  /** People carrying our mark, or having an e-mail. Deleted people are not returned. */
  findPeople(by: { readonly marker: string } | { readonly email: string }): Promise<readonly VendorPerson[]>;
  apply(
    operation: VendorOperation,
  ): Promise<OperationOutcome & { readonly cardProblems?: readonly CardProblem[] }>;
  /** Doors, where the capability says yes; for the building view and, later, presence. */
  listDoors?(cursor: string | null): Promise<Page<VendorDoor>>;
  /** What may be chosen for a setting of kind `choice` or `choices` without options of its own, e.g. the account's sites. */
  listOptions?(settingKey: string): Promise<readonly Option[]>;
  /** Makes changes reach the doors. `deferred` = not yet, come back; nothing is lost. Present where the capability says yes. */
  flush?(): Promise<OperationOutcome>;
  readonly guestLinks?: GuestLinks;
  readonly passInvitations?: PassInvitations;
  /**
   * Shuts a person out, or lets them in again. Somebody without this mark is `conflict`. A repeat is `already_satisfied`.
   * Present where the capability says yes.
   */
  setSuspended?(input: {
    readonly vendorPersonId: string;
    readonly marker: string;
    readonly suspended: boolean;
  }): Promise<OperationOutcome>;
  /** Present where the vendor removes people by itself (then `restorePerson` is supported too). */
  explainAbsence?(vendorPersonId: string): Promise<Absence>;
  /**
   * Deletes a person, who must carry this very mark: nobody else was made by Lintel. Present where the vendor can.
   * Somebody with another mark, or none, is `conflict`; a repeat is `already_satisfied`.
   */
  removePerson?(input: {
    readonly vendorPersonId: string;
    readonly marker: string;
  }): Promise<OperationOutcome>;
  /** Openings recorded after the event `after`, and not before `floor`. Present where the capability says yes. */
  readOpenings?(input: { readonly after: string | null; readonly floor: Date }): Promise<Openings>;
  /** Present where the vendor calls a webhook about openings; polling does without. */
  readonly openingHooks?: OpeningHooks;
}

/**
 * The access token of an OAuth connection, or the session of one that signs in with name and password. Renewal is
 * single-flight and persisted before use; a sign-in that was refused is not tried again until an admin acts.
 */
export interface TokenSource {
  current(): Promise<string>;
  /** Called once after a 401 with the token that was refused; returns a newer one or throws `credentials_invalid`. */
  renew(refusedToken: string): Promise<string>;
}

export type FetchLike = (input: string, init: RequestInit) => Promise<Response>;

/** One line per vendor call; ids and numbers only. */
export type CallLog = (entry: {
  readonly vendor: string;
  readonly operation: string;
  readonly outcome: string;
  readonly status?: number;
  readonly durationMs: number;
}) => void;

export interface ConnectorDeps {
  readonly clock: Clock;
  readonly fetch: FetchLike;
  readonly log: CallLog;
  readonly timeoutMs: number;
  readonly tokens: TokenSource;
  /** Deployment-wide endpoints and client ids, by the definition's own keys. */
  readonly operator: Readonly<Record<string, string>>;
  /** What the admin typed (not secret) or chose for this connection, by the keys of `connectFields` and `settings`. */
  readonly settings: Readonly<Record<string, string>>;
  /** The secret inputs of `connectFields`, by key. Never in an error or a log. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The vendor's limits as data (design S4). */
export interface VendorLimits {
  /** Executing applies per connection at once. */
  readonly concurrency: number;
  readonly callsPerSecond: number;
  /** Whose calls are counted together. `api-key` = connections with the same secret `keyField`; `server` = the same address. */
  readonly key: "connection" | "api-key" | "server" | "deployment";
  /** The connect field that tells `api-key` or `server` apart. */
  readonly keyField?: string;
  /** Writes one after the other over everything that shares the key. */
  readonly oneWriteAtATime?: boolean;
  readonly source: string;
}

/**
 * What an admin may choose about check-ins at Nexudus (design V1). `per_door` = each door checks in, checks out or does
 * nothing; `on_open` = one switch: the first opening of the day at any door checks in; `none` = openings are not read.
 * Anything but `none` needs `listDoors`, `readOpenings` and the capability `events`.
 */
export type PresenceStyle = "per_door" | "on_open" | "none";

export interface ConnectorDefinition {
  readonly id: string;
  readonly name: string;
  readonly auth: OAuthFlow | SessionFlow;
  /** Asked for on the connect form, before the sign-in. */
  readonly connectFields: readonly CredentialField[];
  /** Chosen on the connection's page, after it. */
  readonly settings: readonly SettingField[];
  /**
   * `typed` = the server's address is the field `serverField`, typed by a person: every call goes through the address
   * guard and to the pinned certificate (`certificateSha256` among the settings), which an admin confirmed.
   */
  readonly network: { readonly kind: "public" } | { readonly kind: "typed"; readonly serverField: string };
  /** Operator keys that must be set, or the vendor is shown as "not set up by the operator". */
  readonly operatorKeys: readonly string[];
  /** Values of operator keys that hold unless the deployment sets others (the vendor's public endpoints). */
  readonly operatorDefaults?: Readonly<Record<string, string>>;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** Timed windows starting within this many days are pushed ahead. */
  readonly pushAheadDays: number;
  readonly limits: VendorLimits;
  readonly capabilities: Capabilities;
  /** Null = carries no PIN. */
  readonly pinRule: PinRule | null;
  readonly presence: PresenceStyle;
  create(deps: ConnectorDeps): Connector;
}
