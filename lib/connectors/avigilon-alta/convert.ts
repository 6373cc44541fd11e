import type { AccessGroupId } from "@/lib/access/types";
import type { AccessGroup, VendorGrant, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import type { VendorDoor } from "../facets";
import { parsePersonMarker, personMarker } from "../marker";
import type { AltaEntry, AltaGroup, AltaUser } from "./schemas";

/** Alta shapes <-> our nouns. Pure; `now` is a parameter. */

/** Nobody exists here without an address. Members without one get an address that no mail can ever reach (RFC 2606). */
const PLACEHOLDER_HOST = "lintel.invalid";
const NAME_MAX = 100;

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/**
 * Our mark as an external id: dots for colons, because nobody knows how a colon is quoted in this vendor's filters.
 * Errors: `invalid_request` for what is no person marker.
 */
export function toExternalId(marker: string): string {
  const parts = parsePersonMarker(marker);
  if (!parts) throw new VendorError("invalid_request", "avigilon-alta: not a person's mark");
  return `lintel.${parts.installation}.${parts.personId}`;
}

/** Null for an external id of somebody else's. */
export function fromExternalId(externalId: string | null | undefined): string | null {
  const [prefix, installationId = "", personId = "", ...rest] = externalId?.split(".") ?? [];
  if (prefix !== "lintel" || rest.length > 0) return null;
  const marker = `lintel:${installationId}:${personId}`;
  return parsePersonMarker(marker) ? marker : null;
}

export const placeholderEmail = (externalId: string): string =>
  normalEmail(`${externalId}@${PLACEHOLDER_HOST}`);

/** First word and the rest; both are cut at the vendor's hundred characters. */
export function toNames(name: string): { readonly firstName: string; readonly lastName: string | null } {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.join(" ").slice(0, NAME_MAX);
  return { firstName: first.slice(0, NAME_MAX), lastName: last === "" ? null : last };
}

const nameOf = ({ identity }: AltaUser): string =>
  identity.fullName?.trim() || [identity.firstName, identity.lastName].filter(Boolean).join(" ");

/** A membership has no id of its own; person and group together are one. */
export const toGrantId = (userId: string, groupId: string): string => `${userId}:${groupId}`;

/** Errors: `not_found` for an id that is not about this person. */
export function groupOf(vendorGrantId: string, userId: string): string {
  const [holder, groupId, ...rest] = vendorGrantId.split(":");
  if (holder === userId && groupId !== undefined && groupId !== "" && rest.length === 0) return groupId;
  throw new VendorError("not_found", "avigilon-alta: no grant of this person");
}

export const toGrant = (userId: string, groupId: string): VendorGrant => ({
  vendorGrantId: toGrantId(userId, groupId),
  groupId: groupId as AccessGroupId,
  window: null,
  marker: null,
});

export const isDeleted = (user: AltaUser): boolean => user.status === "I";

/** Outside the person's own dates, and in any status but active, grants are without effect. */
export function toPerson(user: AltaUser, groupIds: readonly string[], now: Date): VendorPerson {
  const outside =
    (user.endDate != null && user.endDate.getTime() <= now.getTime()) ||
    (user.startDate != null && user.startDate.getTime() > now.getTime());
  const email = normalEmail(user.identity.email ?? "");
  return {
    vendorPersonId: user.id,
    marker: fromExternalId(user.externalId),
    name: nameOf(user),
    emails: email === "" || email.endsWith(`@${PLACEHOLDER_HOST}`) ? [] : [email],
    state: user.status === "A" && !outside ? "active" : "disabled",
    grants: groupIds.map((groupId) => toGrant(user.id, groupId)),
  };
}

/** The site is named when the group's doors are all at one. */
export function toAccessGroup(group: AltaGroup): AccessGroup {
  const sites = new Set(group.sites?.map((site) => site.name));
  const [only] = sites;
  return {
    id: group.id as AccessGroupId,
    name: group.name,
    siteLabel: sites.size === 1 && only !== undefined ? only : null,
    hint: group.sites?.length === 0 ? "This group opens no doors yet" : null,
  };
}

export const toDoor = ({ id, name, zone }: AltaEntry): VendorDoor => ({
  id,
  name,
  siteId: zone?.site?.id ?? null,
  siteLabel: zone?.site?.name ?? null,
});

/** The mark of the person that owns the cloud keys of one installation's visits. */
export function hostMarker(marker: string): string {
  const parts = parsePersonMarker(marker);
  return personMarker({ installationId: parts?.installation ?? "lintel", personId: GUEST_HOST });
}
export const GUEST_HOST = "guest-host";
