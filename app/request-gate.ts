import type { IncomingMessage } from "node:http";

/** TRACE is not among them: Next cannot represent it and fails. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const DEPTH_MAX = 100;

/**
 * The status for a request line that Next would answer with 500, or null to let it pass: a method it does not
 * know, a target that is no path (`*`, `http://...`), a path that cannot be decoded or holds control characters,
 * and Next's own page for its own failures.
 */
export function refusalOf(request: Pick<IncomingMessage, "method" | "url">): 400 | 404 | 405 | null {
  if (!METHODS.has(request.method ?? "")) return 405;
  const url = request.url ?? "";
  if (!url.startsWith("/")) return 400;
  const path = decoded(url.split("?", 1)[0] ?? "");
  if (path === null || hasControls(path)) return 400;
  return /[/\\]_global-error([/\\.]|$)/.test(path) ? 404 : null;
}

/**
 * Whether Next will be able to read the header by which its router says what is on the screen. One that cannot be
 * read is a 500, one that is missing only means that the whole page is sent.
 */
export function isRouterState(header: string): boolean {
  const text = decoded(header);
  if (text === null) return false;
  try {
    return isTree(JSON.parse(text), 0);
  } catch {
    return false;
  }
}

function isTree(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 6 || depth > DEPTH_MAX) return false;
  const [segment, children, ...more] = value as unknown[];
  const isSegment =
    typeof segment === "string" ||
    (Array.isArray(segment) &&
      segment.length === 4 &&
      segment.slice(0, 3).every((s) => typeof s === "string"));
  if (!isSegment || typeof children !== "object" || children === null || Array.isArray(children))
    return false;
  if (!Object.values(children).every((child) => isTree(child, depth + 1))) return false;
  const [place, mark, flags, id] = more;
  return (
    (place == null ||
      (Array.isArray(place) && place.length === 2 && place.every((s) => typeof s === "string"))) &&
    (mark == null || (typeof mark === "string" && MARKS.has(mark))) &&
    (flags == null || typeof flags === "number") &&
    (id === undefined || typeof id === "string")
  );
}

const MARKS = new Set(["refetch", "inside-shared-layout", "metadata-only"]);

const hasControls = (text: string) => [...text].some((char) => char < " " || char === "\u007f");

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
