import type { AccessGroupId } from "@/lib/access/types";
import type { AccessGroup, VendorGrant, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import type { PassInvitation, VendorDoor } from "../facets";
import { parsePersonMarker } from "../marker";
import type { BrivoEmail, BrivoGroup, BrivoInvitation, BrivoUser } from "./schemas";

/** Brivo's shapes <-> our nouns. Pure; `now` is a parameter. */

/** Stands where Brivo wants a last name and there is none. */
const NO_NAME = "-";

export const isId = (text: string): boolean => /^[1-9]\d{0,15}$/.test(text);

/** Text that is no Brivo id can be nobody's: it is never sent. Errors: `not_found`. */
export function neededId(text: string, what: string): string {
  if (isId(text)) return text;
  throw new VendorError("not_found", `brivo ${what}: not an id`);
}

/** First name = all but the last word; Brivo wants both. */
export function toNames(name: string): { readonly firstName: string; readonly lastName: string } {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  const first = last === undefined ? words : words.slice(0, -1);
  return { firstName: first.join(" ") || NO_NAME, lastName: last ?? NO_NAME };
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** Made by Lintel: `externalId` is our mark. Only then is the PIN ours to change, for Brivo marks none. */
export const isMadeByLintel = (user: BrivoUser): boolean =>
  user.externalId != null && parsePersonMarker(user.externalId) !== null;

/** A membership has no id and no mark of its own: it is named by its two ends. */
export const grantIdOf = (groupId: string, userId: string): string => `${groupId}:${userId}`;

/** Null for what is no such name. */
export function parseGrantId(text: string): { readonly groupId: string; readonly userId: string } | null {
  const [groupId = "", userId = "", ...rest] = text.split(":");
  return isId(groupId) && isId(userId) && rest.length === 0 ? { groupId, userId } : null;
}

export const toGrant = (groupId: string, userId: string): VendorGrant => ({
  vendorGrantId: grantIdOf(groupId, userId),
  groupId: groupId as AccessGroupId,
  window: null,
  marker: null,
});

/** Suspended, or outside the person's own dates, which bound all access: disabled. */
export function toPerson(user: BrivoUser, groupIds: readonly string[], now: Date): VendorPerson {
  const outside =
    (user.effectiveFrom != null && user.effectiveFrom.getTime() > now.getTime()) ||
    (user.effectiveTo != null && user.effectiveTo.getTime() <= now.getTime());
  const names = [user.firstName, user.lastName].filter((part) => part && part !== NO_NAME);
  return {
    vendorPersonId: user.id,
    marker: isMadeByLintel(user) ? (user.externalId ?? null) : null,
    name: names.join(" "),
    emails: (user.emails ?? []).map(({ address }) => normalEmail(address)),
    state: user.suspended === true || outside ? "disabled" : "active",
    grants: groupIds.map((groupId) => toGrant(groupId, user.id)),
  };
}

/** Own addresses carry this type, which is free text in public clients; the second where only listed types are taken. */
export const OWN_TYPE = "Lintel";
export const LISTED_OWN_TYPE = "Other";

export function isOwnEmail({ type }: BrivoEmail, user: BrivoUser): boolean {
  const given = type?.toLowerCase();
  return (
    given === OWN_TYPE.toLowerCase() || (given === LISTED_OWN_TYPE.toLowerCase() && isMadeByLintel(user))
  );
}

/**
 * Groups are the account's, doors a site's: a group is named after the sites whose doors it opens. Null = it opens
 * doors at other sites only than the chosen one.
 */
export function toAccessGroup(
  group: BrivoGroup,
  sites: readonly { readonly id: string; readonly name: string }[],
  chosen: string | null,
): AccessGroup | null {
  if (chosen !== null && sites.length > 0 && !sites.some((site) => site.id === chosen)) return null;
  const others = sites.filter((site) => site.id !== chosen).map((site) => site.name);
  const spans = chosen !== null && others.length > 0;
  return {
    id: group.id as AccessGroupId,
    name: group.name,
    siteLabel: sites.length === 0 ? null : sites.map((site) => site.name).join(", "),
    hint:
      sites.length === 0
        ? "This group opens no doors yet"
        : spans
          ? `Also opens doors at ${others.join(", ")}`
          : null,
  };
}

export const toDoor = (door: {
  readonly id: string;
  readonly name: string;
  readonly siteId?: string | null | undefined;
  readonly siteName?: string | null | undefined;
}): VendorDoor => ({
  id: door.id,
  name: door.name,
  siteId: door.siteId ?? null,
  siteLabel: door.siteName ?? null,
});

/** `holdsPass` = the person has a redeemed pass now: one that was taken away again has ended. */
export const toInvitation = (row: BrivoInvitation, holdsPass: boolean): PassInvitation => ({
  invitationId: row.id,
  state: row.status === "redeemed" && !holdsPass ? "cancelled" : row.status,
  createdAt: row.created ?? null,
  expiresAt: row.expiration ?? null,
});
