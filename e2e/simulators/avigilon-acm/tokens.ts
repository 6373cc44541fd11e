import { dayOf, parseDate } from "./dates";
import type { Fields, Written } from "./identities";
import type { TokenRow } from "./model";
import type { World } from "./world";

/** Dates stand beside the token's own fields, not among them. */
export const DATE_FIELDS = ["plasecIssuedate", "plasecActivatedate", "plasecDeactivatedate"] as const;
const BOOLEANS = [
  "plasecDownload",
  "plasecTokennoexpire",
  "plasecTokenVIP",
  "plasecTrace",
  "plasectokenExtaccess",
  "plasectokenPinexempt",
  "plasectokenUseloseexempt",
];
const isPlain = (name: string) => name.startsWith("plasec") && !DATE_FIELDS.some((date) => date === name);

interface Read {
  readonly attrs: Record<string, string>;
  readonly dates: Pick<TokenRow, "issuedAt" | "activatesAt" | "deactivatesAt">;
}

function readFields(world: World, before: TokenRow | null, fields: Fields, replace: boolean): Read | string {
  const { timezone } = world.state;
  const kept = replace || !before ? {} : before.attrs;
  const attrs: Record<string, string> = { ...kept };
  for (const [name, value] of Object.entries(fields)) {
    if (!isPlain(name)) continue;
    if (value === "") delete attrs[name];
    else attrs[name] = value;
  }
  for (const name of BOOLEANS) attrs[name] = attrs[name]?.toUpperCase() === "TRUE" ? "TRUE" : "FALSE";
  attrs.plasecTokenstatus ??= "2";
  const dates = {
    issuedAt: replace ? null : (before?.issuedAt ?? null),
    activatesAt: replace ? null : (before?.activatesAt ?? null),
    deactivatesAt: replace ? null : (before?.deactivatesAt ?? null),
  };
  for (const [field, key] of [
    ["plasecIssuedate", "issuedAt"],
    ["plasecActivatedate", "activatesAt"],
    ["plasecDeactivatedate", "deactivatesAt"],
  ] as const) {
    const text = fields[field];
    if (text === undefined) continue;
    const at = parseDate(text, timezone);
    if (at === undefined) return "Date is not valid";
    const day = at === null || world.switches.tokenDates === "minute" ? null : dayOf(at, timezone);
    dates[key] = day === null ? at : key === "deactivatesAt" ? day.until : day.from;
  }
  return { attrs, dates };
}

function faultOf(world: World, cn: string | null, attrs: Fields): string | null {
  const { switches } = world;
  const { plasecInternalnumber: number, plasecPIN: pin } = attrs;
  const others = world.rows("tokens").filter((token) => token.cn !== cn);
  if (number === undefined && switches.internalNumberRequired) return "Internal Number can't be blank";
  if (number !== undefined && !/^\d{1,19}$/.test(number)) return "Internal Number is not a number";
  if (
    switches.duplicateNumber === "rejected" &&
    number !== undefined &&
    others.some((token) => token.attrs.plasecInternalnumber === number)
  )
    return "Internal Number has already been taken";
  if (pin === undefined) return null;
  if (!/^\d+$/.test(pin) || pin.length < switches.pinMin || pin.length > switches.pinMax)
    return `PIN must have ${switches.pinMin} to ${switches.pinMax} digits`;
  if (switches.duplicatePin === "rejected" && others.some((token) => token.attrs.plasecPIN === pin))
    return "PIN has already been taken";
  return null;
}

export function createToken(
  world: World,
  identity: string,
  fields: Fields,
  cause: string,
): Written<TokenRow> {
  const read = readFields(world, null, fields, true);
  if (typeof read === "string") return { invalid: read };
  const fault = faultOf(world, null, read.attrs);
  if (fault) return { invalid: fault };
  const row = world.put("tokens", { ...world.entry(), identity, attrs: read.attrs, ...read.dates });
  world.rememberToken(row, cause);
  return { row };
}

/** `replace` = fields left out are blanked, booleans and dates included. */
export function updateToken(
  world: World,
  row: TokenRow,
  fields: Fields,
  how: { readonly replace: boolean; readonly cause: string },
): Written<TokenRow> {
  const read = readFields(world, row, fields, how.replace);
  if (typeof read === "string") return { invalid: read };
  const fault = faultOf(world, row.cn, read.attrs);
  if (fault) return { invalid: fault };
  Object.assign(row, { attrs: read.attrs, ...read.dates, modifiedAt: world.nowMs() });
  world.rememberToken(row, how.cause);
  return { row };
}

export function deleteToken(world: World, row: TokenRow, cause: string): void {
  delete world.state.tables.tokens[row.cn];
  world.rememberToken(row, cause, true);
  world.dirty = true;
}

/** 3 = not yet active, 4 = expired: told from the dates as time passes. */
export function statusOf(world: World, row: TokenRow): "1" | "2" | "3" | "4" {
  if (row.attrs.plasecTokenstatus !== "1") return "2";
  const now = world.nowMs();
  if (row.activatesAt !== null && now < row.activatesAt) return "3";
  const ends = row.attrs.plasecTokennoexpire === "TRUE" ? null : row.deactivatesAt;
  return ends !== null && now >= ends ? "4" : "1";
}
export const STATUS_TEXT: Readonly<Record<string, string>> = {
  "1": "Active",
  "2": "Inactive",
  "3": "Not Yet Active",
  "4": "Expired",
};
