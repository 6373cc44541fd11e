import type { AccessGroupId, Window } from "@/lib/access/types";
import type { Clock } from "@/lib/clock";

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
  /** A field on people and grants that can carry our mark. */
  readonly ownershipMarker: Claim<Support>;
  /** Add one link, or replace the person's whole list. */
  readonly mutationUnit: Claim<"membership" | "person">;
  readonly observe: Claim<"bulk" | "per_person">;
  /** Several grants of one person to one group. */
  readonly grantsPerGroup: Claim<"many" | "one">;
  readonly email: Claim<Support>;
  readonly pin: Claim<Support>;
  readonly cards: Claim<Support>;
  readonly events: Claim<Support>;
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
   */
  | {
      readonly verb: "createPerson";
      readonly marker: string;
      readonly name: string;
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
  | {
      readonly verb: "retime";
      readonly vendorPersonId: string;
      readonly vendorGrantId: string;
      readonly window: Window;
    }
  /** `already_satisfied` only after the person's id was confirmed; a wrong person id is `not_found`. */
  | { readonly verb: "revoke"; readonly vendorPersonId: string; readonly vendorGrantId: string }
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
  readonly reason: "unknown_card" | "card_in_use" | "bad_format";
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
  /** Cheap credential test. */
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
  listDoors?(cursor: string | null): Promise<Page<{ readonly id: string; readonly name: string }>>;
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
}

/** The access token of an OAuth connection. Renewal is single-flight and persisted before use. */
export interface TokenSource {
  current(): Promise<string>;
  /** Called once after a 401 with the token that was refused; returns a newer one or throws `credentials_invalid`. */
  renew(refusedToken: string): Promise<string>;
}

export interface TokenSet {
  readonly accessToken: string;
  /** Null when the answer carried none: the old one is kept. */
  readonly refreshToken: string | null;
  readonly expiresAt: Date;
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
  /** What the admin chose for this connection, already validated by `settings`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One input of the connect form. */
export interface CredentialField {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly pattern?: string;
  readonly example?: string;
}

export interface OAuthFlow {
  readonly kind: "oauth2";
  authorizeUrl(input: {
    readonly operator: Readonly<Record<string, string>>;
    readonly redirectUri: string;
    readonly state: string;
  }): string;
  /** Errors: `credentials_invalid` for a used or expired code; `invalid_request` when no refresh token comes back. */
  exchange(input: OAuthCall & { readonly code: string; readonly redirectUri: string }): Promise<TokenSet>;
  /** Errors: `credentials_invalid` when the refresh token is refused: an admin must reconnect. */
  refresh(input: OAuthCall & { readonly refreshToken: string }): Promise<TokenSet>;
}
export interface OAuthCall {
  readonly operator: Readonly<Record<string, string>>;
  readonly fetch: FetchLike;
  readonly clock: Clock;
  readonly timeoutMs: number;
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
  readonly auth: OAuthFlow | { readonly kind: "form"; readonly fields: readonly CredentialField[] };
  /** Operator keys that must be set, or the vendor is shown as "not set up by the operator". */
  readonly operatorKeys: readonly string[];
  /** Values of operator keys that hold unless the deployment sets others (the vendor's public endpoints). */
  readonly operatorDefaults?: Readonly<Record<string, string>>;
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  /** Timed windows starting within this many days are pushed ahead. */
  readonly pushAheadDays: number;
  /** Executing applies per connection at once, and calls per second: the vendor's limit with its source. */
  readonly limits: { readonly concurrency: number; readonly callsPerSecond: number; readonly source: string };
  readonly capabilities: Capabilities;
  /** Null = carries no PIN. */
  readonly pinRule: PinRule | null;
  readonly presence: PresenceStyle;
  create(deps: ConnectorDeps): Connector;
}
