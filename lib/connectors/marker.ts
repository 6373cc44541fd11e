/**
 * Our mark at a vendor: how a person or a grant is recognised again when our books lost its id, and how
 * what we made is told from what people made. Plain ids only: every admin of the vendor account can read it.
 */

const PREFIX = "lintel";
const PART = /^[A-Za-z0-9_-]{1,64}$/;
const SHORT_CHARS = 8;

/** What a vendor's own `source`-like field says of objects that Lintel made. */
export const MARK_SOURCE = PREFIX;

/** The last 8 letters and digits of an installation id: ids are random at their end, whatever their kind. */
export function shortInstallationId(installationId: string): string {
  return installationId.replace(/[^A-Za-z0-9]/g, "").slice(-SHORT_CHARS);
}

/** `lintel:<installation, short>:<person>`. Throws a RangeError on ids that could not be read back. */
export function personMarker(ids: { readonly installationId: string; readonly personId: string }): string {
  return build(shortInstallationId(ids.installationId), ids.personId);
}

/** Null for anything that is not a person marker. */
export function parsePersonMarker(
  text: string,
): { readonly installation: string; readonly personId: string } | null {
  const parts = split(text);
  return parts && { installation: parts[0], personId: parts[1] };
}

/** `lintel:<person>:<ledger row>`. Throws a RangeError on ids that could not be read back. */
export function grantMarker(ids: { readonly personId: string; readonly ledgerId: string }): string {
  return build(ids.personId, ids.ledgerId);
}

/** Null for anything that is not a grant marker. */
export function parseGrantMarker(
  text: string,
): { readonly personId: string; readonly ledgerId: string } | null {
  const parts = split(text);
  return parts && { personId: parts[0], ledgerId: parts[1] };
}

/** `lintel:<installation, short>:<visit>`, of a link for a visitor. Compared whole, never read back. */
export function visitMarker(ids: { readonly installationId: string; readonly visitKeyId: string }): string {
  return build(shortInstallationId(ids.installationId), ids.visitKeyId);
}

function build(first: string, second: string): string {
  if (!PART.test(first) || !PART.test(second)) throw new RangeError("an id that cannot be part of a marker");
  return `${PREFIX}:${first}:${second}`;
}

function split(text: string): readonly [string, string] | null {
  const [prefix, first, second, ...rest] = text.split(":");
  if (prefix !== PREFIX || first === undefined || second === undefined || rest.length > 0) return null;
  return PART.test(first) && PART.test(second) ? [first, second] : null;
}
