import { VendorError } from "../errors";
import { VENDOR } from "./endpoints";
import { flatten, parseXml, XmlError } from "./xml";

/** From answers to rows: XML or JSON, either prefix, three shapes of JSON. What they hold is checked by `schemas.ts`. */

type Row = Record<string, unknown>;
const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Attributes of servers that were sold under the newer name begin with `avigilon`; here all begin with `plasec`. */
export const PREFIXES = ["plasec", "avigilon"] as const;
export type Prefix = (typeof PREFIXES)[number];

const unprefixed = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.replace(/^avigilon/, "plasec"), value]),
  );

/** The prefix that the server itself uses, by one of its rows. */
export const prefixOf = (row: unknown): Prefix =>
  isRow(row) && Object.keys(attributesOf(row)).some((name) => name.startsWith("avigilon"))
    ? "avigilon"
    : "plasec";

const unexpected = (operation: string, why: string) =>
  new VendorError("unexpected_response", `${VENDOR} ${operation}: ${why}`);

/**
 * Rows of an XML list, null for the empty document that is no proof of an empty system (`<nil-classes>`).
 * Errors: `unexpected_response` for anything that is not this list, whole.
 */
export function xmlRows(operation: string, text: string, list: string): readonly Row[] | null {
  try {
    const root = parseXml(text);
    if (root.name === "nil-classes") return null;
    if (root.name === list) return root.children.map(flatten);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw unexpected(operation, "no whole XML document");
  }
  throw unexpected(operation, `not <${list}>`);
}

/** One entry as an XML document of its own. */
export function xmlRow(operation: string, text: string, name: string): Row {
  try {
    const root = parseXml(text);
    if (root.name === name) return flatten(root);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  throw unexpected(operation, `not <${name}>`);
}

export function jsonBody(operation: string, text: string): Row {
  try {
    const body: unknown = JSON.parse(text);
    if (isRow(body)) return body;
  } catch {
    // Said below.
  }
  throw unexpected(operation, "no JSON object");
}

/** One entry, with or without `data` around it. */
export const jsonRow = (body: Row): unknown => (isRow(body.data) ? body.data : body);

/** `{id, attributes}` or the attributes themselves; the id counts where the attributes have none. */
function attributesOf(row: Row): Row {
  const { attributes, id } = row;
  return isRow(attributes) ? { cn: id, ...attributes } : row;
}

/** A row by the names the schemas know; anything that is no object stays what it is, and does not parse. */
export const normalRow = (row: unknown): unknown => (isRow(row) ? unprefixed(attributesOf(row)) : row);
