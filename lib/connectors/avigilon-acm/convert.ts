import type { AccessGroupId } from "@/lib/access/types";
import type { AccessGroup, VendorGrant, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { parsePersonMarker } from "../marker";
import type { Prefix } from "./answers";
import { VENDOR } from "./endpoints";
import type { AcmIdentity, AcmRole } from "./schemas";

/** The server's shapes <-> our nouns. Pure; `now` is a parameter. */

/** Ids are 16 hex characters; built-in entries have shorter ones. Anything else is nobody's, and is not asked for. */
export const isId = (text: string): boolean => /^[0-9a-f]{1,16}$/.test(text);
export function neededId(text: string, operation: string): string {
  if (isId(text)) return text;
  throw new VendorError("not_found", `${VENDOR} ${operation}: not an id of the server`);
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** A role held by somebody; the same role is another grant for everybody else. */
export const grantIdOf = (personId: string, roleDn: string): string => `${personId}|${roleDn}`;
/** Null for what is no grant id of this vendor. */
export function parseGrantId(text: string): { readonly personId: string; readonly roleDn: string } | null {
  const [, personId, roleDn] = /^([0-9a-f]{1,16})\|(.+)$/.exec(text) ?? [];
  return personId === undefined || roleDn === undefined ? null : { personId, roleDn };
}

const toGrant = (personId: string, roleDn: string): VendorGrant => ({
  vendorGrantId: grantIdOf(personId, roleDn),
  groupId: roleDn as AccessGroupId,
  window: null,
  marker: null,
});

/** Status 1 is active; inactive, not yet active, expired, lost and stolen are not. */
const isActive = (status: string): boolean => status === "1" || status.toLowerCase() === "active";

export function markerOf(person: AcmIdentity): string | null {
  const { plasecidentityAddress: text } = person;
  return parsePersonMarker(text) ? text : null;
}

export function toPerson(person: AcmIdentity): VendorPerson {
  const email = normalEmail(person.plasecidentityEmailaddress);
  const name = [person.plasecFname, person.plasecLname].filter((part) => part !== "").join(" ");
  return {
    vendorPersonId: person.cn,
    marker: markerOf(person),
    name: name || person.plasecName,
    emails: email === "" ? [] : [email],
    state: isActive(person.plasecIdstatus) ? "active" : "disabled",
    grants: [...new Set(person.plasecidentityRoleDN)].map((dn) => toGrant(person.cn, dn)),
  };
}

const NAME_MAX = 100;
/** Control characters go, and what a spreadsheet would take for a formula at the start (CVE-2025-56267). */
const plainName = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replace(/^[\s=+\-@]+/, "")
    .trim()
    .slice(0, NAME_MAX);

/** The last word is the last name, which is required; a single word is all of it. */
export function splitName(name: string): { readonly first: string; readonly last: string } {
  const words = plainName(name).split(/\s+/);
  const last = plainName(words.at(-1) ?? "") || "Member";
  return { first: plainName(words.slice(0, -1).join(" ")), last };
}

/**
 * Fields of a new person. Title, department and division are picked from lists in the web pages, so the mark is the
 * address and what helps the vendor's admins the city. UNVERIFIED: that both are kept as they are sent.
 */
export function personFields(
  person: {
    readonly name: string;
    readonly marker: string;
    readonly labels: Readonly<Record<string, string>>;
  },
  prefix: Prefix,
): Record<string, string> {
  const { first, last } = splitName(person.name);
  const customers = person.labels.nx_coworker;
  return bracketed("identity", prefix, {
    Lname: last,
    Fname: first,
    Idstatus: "1",
    identityPagetimeout: "600000",
    identityForcedPasswordChange: "TRUE",
    identityAddress: person.marker,
    ...(customers === undefined ? {} : { identityCity: `Nexudus ${customers}` }),
  });
}

export const bracketed = (
  of: "identity" | "token",
  prefix: Prefix,
  fields: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${of}[${prefix}${name}]`, value]));

/** The first attribute whose name looks like it, as texts. */
function looksLike(role: AcmRole, pattern: RegExp): readonly string[] {
  const [, value] = Object.entries(role.rest).find(([name]) => pattern.test(name)) ?? [];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one) => one !== undefined && one !== null && one !== "").map(String);
}

/** ISO 8601 or `20260309152213Z`. Null = none, or not readable: then nothing is concluded from it. */
function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ldap = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text);
  const iso = ldap ? `${ldap[1]}-${ldap[2]}-${ldap[3]}T${ldap[4]}:${ldap[5]}:${ldap[6]}Z` : text;
  const ms = /^\d{4}-/.test(iso) ? Date.parse(iso) : Number.NaN;
  // The server's "no date" is 1970.
  return Number.isNaN(ms) || ms <= 0 ? null : ms;
}

/** Null for a role that opens nothing any more: not installed, or past its stop date. */
export function toAccessGroup(role: AcmRole, now: Date): AccessGroup | null {
  const [installed] = looksLike(role, /install/i);
  if (installed !== undefined && /^(false|0|no)$/i.test(installed)) return null;
  const stops = instantOf(looksLike(role, /stop|(?:^|role)end/i)[0]);
  if (stops !== null && stops <= now.getTime()) return null;
  const starts = instantOf(looksLike(role, /start/i)[0]);
  return {
    id: role.dn as AccessGroupId,
    name: role.name,
    siteLabel: null,
    hint: hintOf(role, { starts, stops, now }),
  };
}

const onDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function hintOf(
  role: AcmRole,
  {
    starts,
    stops,
    now,
  }: { readonly starts: number | null; readonly stops: number | null; readonly now: Date },
): string | null {
  if (looksLike(role, /delegat/i).length > 0 || /super\s*admin/i.test(role.name))
    return "Gives rights in ACM itself: never for members";
  const dates = [
    ...(starts !== null && starts > now.getTime() ? [`opens nothing before ${onDay(starts)}`] : []),
    ...(stops === null ? [] : [`opens nothing from ${onDay(stops)} on`]),
  ].join(", ");
  return dates === "" ? null : `${dates.charAt(0).toUpperCase()}${dates.slice(1)}`;
}
