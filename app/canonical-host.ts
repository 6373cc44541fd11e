/** Set by the proxy alone: path and query that were asked for. */
export const TARGET_HEADER = "x-lintel-target";

/** The same path and query on the one origin; never anywhere else, whatever the header holds. */
export function canonicalLocation(target: string | null, origin: string): string {
  const path = `/${(target ?? "").replace(/^[/\\]+/, "")}`;
  const url = URL.canParse(path, origin) ? new URL(path, origin) : new URL(origin);
  return url.origin === new URL(origin).origin ? url.toString() : origin;
}
