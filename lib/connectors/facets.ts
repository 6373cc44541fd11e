import type { Window } from "@/lib/access/types";
import type { OperationOutcome, Page } from "./contract";

/** What some vendors can do beside giving access. A connector has a facet exactly when its capability says yes. */

/** A thing to choose from, as the vendor names it. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A door. `siteId` and `siteLabel` where the vendor says which site it belongs to. */
export interface VendorDoor {
  readonly id: string;
  readonly name: string;
  readonly siteId?: string | null;
  readonly siteLabel?: string | null;
}

/** A link or key that lets a visitor through the chosen entries within a window. `url` is a secret of the visitor's. */
export interface GuestLink {
  readonly guestLinkId: string;
  /** What to send; null where the vendor mails it itself, or no longer tells it. */
  readonly url: string | null;
  readonly window: Window;
  /** Our mark, else null: somebody else made it. */
  readonly marker: string | null;
}

export interface GuestLinks {
  /** Looks for `marker` first. A repeat answers the same link; another window replaces it. Until has an end, always. */
  create(input: {
    readonly marker: string;
    /** For the vendor's admins to read. */
    readonly name: string;
    readonly window: { readonly from: Date; readonly until: Date };
  }): Promise<GuestLink>;
  /** Own links only: another mark, or none, is `conflict`. `already_satisfied` when it is gone. */
  remove(input: { readonly guestLinkId: string; readonly marker: string }): Promise<OperationOutcome>;
  list(cursor: string | null): Promise<Page<GuestLink>>;
}

/** An invitation to a mobile pass. The code itself is mailed by the vendor and never told here. */
export interface PassInvitation {
  readonly invitationId: string;
  readonly state: "pending" | "redeemed" | "expired" | "cancelled";
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}

export interface PassInvitations {
  list(vendorPersonId: string): Promise<readonly PassInvitation[]>;
  /** Mails a new code. Not safe to repeat: look with `list` first. Errors: `invalid_request` without an address. */
  send(input: { readonly vendorPersonId: string; readonly email: string }): Promise<PassInvitation>;
  /** Mails a pending one again where the vendor can, else withdraws it and sends a new one. */
  resend(input: {
    readonly vendorPersonId: string;
    readonly invitationId: string;
    readonly email: string;
  }): Promise<PassInvitation>;
}

/** A webhook by which the vendor says that a door was opened. A call of it is a hint to look; its body is not believed. */
export interface OpeningHooks {
  /** Makes the webhook that calls `url`, or finds it: a repeat answers the same id. `url` holds a secret. */
  ensure(input: { readonly url: string }): Promise<{ readonly hookId: string }>;
  /** `already_satisfied` when it is gone. Only ids that `ensure` answered may be given. */
  remove(input: { readonly hookId: string }): Promise<OperationOutcome>;
}
