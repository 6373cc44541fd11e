import type { AccessGroupId, Window } from "@/lib/access/types";
import type { AccessGroup, VendorGrant, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { MARK_SOURCE } from "../marker";
import type { AkilesAssociation, AkilesEmail, AkilesGroup, AkilesMember } from "./schemas";

/** Akiles shapes <-> our nouns. Pure; `now` is a parameter. */

/** Metadata keys of ours. Every admin and API holder of the organization can read them. */
export const KEYS = {
  source: "source",
  person: "lintel_person",
  grant: "lintel_ref",
  pinHash: "lintel_pin",
} as const;

/** Stored limit of one object's metadata: https://docs.akiles.app/dev/api/reference/ */
const METADATA_MAX_BYTES = 1024;

/** A start that Akiles leaves open. Sent back as null. */
export const SINCE_EVER = new Date(0);

type Metadata = Readonly<Record<string, string>>;
type Limits = { readonly starts_at?: Date | null | undefined; readonly ends_at?: Date | null | undefined };

export const isOwn = (row: { readonly metadata: Metadata }): boolean =>
  row.metadata[KEYS.source] === MARK_SOURCE;

/** Our marks plus labels, the latter only while they fit and never over a key of ours. */
export function memberMetadata(marker: string, labels: Metadata = {}): Metadata {
  const ours: Metadata = { [KEYS.source]: MARK_SOURCE, [KEYS.person]: marker };
  let metadata = ours;
  for (const [key, value] of Object.entries(labels).sort(([a], [b]) => a.localeCompare(b))) {
    const next = { ...metadata, [key]: value, ...ours };
    if (Buffer.byteLength(JSON.stringify(next)) <= METADATA_MAX_BYTES) metadata = next;
  }
  return metadata;
}

export const grantMetadata = (marker: string): Metadata => ({
  [KEYS.source]: MARK_SOURCE,
  [KEYS.grant]: marker,
});

/** Neither limit = no window at all; only an end = since ever. */
export function toWindow(limits: Limits): Window | null {
  if (!limits.starts_at && !limits.ends_at) return null;
  return { from: limits.starts_at ?? SINCE_EVER, until: limits.ends_at ?? null };
}

/** Errors: `invalid_request` for a window that is empty or no instant; how Akiles answers one is not known. */
export function fromWindow(window: Window | null): {
  readonly starts_at: string | null;
  readonly ends_at: string | null;
} {
  if (window === null) return { starts_at: null, ends_at: null };
  const from = window.from.getTime();
  const until = window.until === null ? Number.POSITIVE_INFINITY : window.until.getTime();
  if (!(until > from)) throw new VendorError("invalid_request", "akiles: empty window", { field: "window" });
  return {
    starts_at: from === SINCE_EVER.getTime() ? null : window.from.toISOString(),
    ends_at: window.until === null ? null : window.until.toISOString(),
  };
}

/** Compares instants, never texts: Akiles echoes up to nine decimals. */
export function sameWindow(a: Window | null, b: Window | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.from.getTime() === b.from.getTime() && (a.until?.getTime() ?? null) === (b.until?.getTime() ?? null)
  );
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

export function toGrant(association: AkilesAssociation): VendorGrant {
  return {
    vendorGrantId: association.id,
    groupId: association.member_group_id as AccessGroupId,
    window: toWindow(association),
    marker: association.metadata[KEYS.grant] ?? null,
  };
}

/** Deleted rows are dropped. The member's own limits bound all access, so outside them it is disabled. */
export function toPerson(
  member: AkilesMember,
  held: { readonly emails: readonly AkilesEmail[]; readonly associations: readonly AkilesAssociation[] },
  now: Date,
): VendorPerson {
  const outside =
    (member.ends_at != null && member.ends_at.getTime() <= now.getTime()) ||
    (member.starts_at != null && member.starts_at.getTime() > now.getTime());
  return {
    vendorPersonId: member.id,
    marker: member.metadata[KEYS.person] ?? null,
    name: member.name,
    emails: held.emails.filter((row) => !row.is_deleted).map((row) => normalEmail(row.email)),
    state: outside || member.is_disabled === true || member.is_deleted ? "disabled" : "active",
    grants: held.associations.filter((row) => !row.is_deleted).map(toGrant),
  };
}

/** The site is named when every rule of the group is about one and the same. */
export function toAccessGroup(group: AkilesGroup, siteNames: ReadonlyMap<string, string>): AccessGroup {
  const sites = new Set((group.permissions ?? []).map((rule) => rule.site_id ?? null));
  const [only] = sites;
  return {
    id: group.id as AccessGroupId,
    name: group.name,
    siteLabel: sites.size === 1 && only != null ? (siteNames.get(only) ?? null) : null,
    hint: hintOf(group),
  };
}

/** What a member of the group would be refused with at the door, although the group is the right one. */
function hintOf(group: AkilesGroup): string | null {
  const rules = group.permissions;
  if (!rules) return null;
  if (rules.length === 0) return "This group opens no doors yet";
  const allows = (method: string) =>
    rules.some((rule) => !rule.access_methods || rule.access_methods[method] === true);
  const refused = [
    ...(allows("pin") ? [] : ["PIN"]),
    ...(allows("card") ? [] : ["Card"]),
    ...(allows("online") || allows("bluetooth") || allows("mobile_nfc") ? [] : ["App"]),
  ];
  if (refused.length === 0) return null;
  const list = refused.length === 1 ? refused[0] : `${refused.slice(0, -1).join(", ")} and ${refused.at(-1)}`;
  return `${list} ${refused.length === 1 ? "does" : "do"} not open these doors`;
}
