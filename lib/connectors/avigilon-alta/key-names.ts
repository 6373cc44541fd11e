/**
 * The name of a visit's cloud key is where its mark and window are kept: nothing else of it has room. Pure.
 * `<mark> <from>/<until> <name for admins>`, times in UTC to the second. UNVERIFIED: how long a name may be; a hundred
 * characters as for phones.
 */
export interface VisitWindow {
  readonly from: Date;
  readonly until: Date;
}

const NAME_MAX = 100;
const NAME = /^(lintel:\S+) (\d{8}T\d{6}Z)\/(\d{8}T\d{6}Z)(?: |$)/;

const compact = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, "");

function expand(text: string): Date {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  return new Date(iso);
}

export const keyName = (of: {
  readonly marker: string;
  readonly name: string;
  readonly window: VisitWindow;
}): string =>
  `${of.marker} ${compact(of.window.from)}/${compact(of.window.until)} ${of.name.trim()}`
    .slice(0, NAME_MAX)
    .trim();

/** Null for a key that is not ours. */
export function readKeyName(
  name: string | null | undefined,
): { readonly marker: string; readonly window: VisitWindow } | null {
  const [, marker, from, until] = NAME.exec(name ?? "") ?? [];
  if (marker === undefined || from === undefined || until === undefined) return null;
  return { marker, window: { from: expand(from), until: expand(until) } };
}
