import { ldapTime, localText } from "./dates";
import { accessGroupDn, delegationDn, identityDn, roleDn } from "./dn";
import type { IdentityRow, RoleRow, TokenRow } from "./model";
import { STATUS_TEXT, statusOf } from "./tokens";
import type { World } from "./world";

type Json = Record<string, unknown>;

/** The three shapes a JSON answer has: V1 flat lists, V2 one document, V3 lists of tokens. */

const nameOf = ({ attrs }: IdentityRow) =>
  [attrs.plasecLname ?? "", attrs.plasecFname ?? ""].filter((part) => part !== "").join(", ");

function prefixed(world: World, json: Json): Json {
  if (world.switches.prefix === "plasec") return json;
  return Object.fromEntries(Object.entries(json).map(([k, v]) => [k.replace(/^plasec/, "avigilon"), v]));
}
const several = (world: World, values: readonly string[]): unknown =>
  world.switches.singleValues === "bare" && values.length === 1 ? values[0] : values;

/** V1: status as text, and neither e-mail, telephone nor roles. */
export function identityPage(world: World, rows: readonly IdentityRow[], total: number): Json {
  return {
    data: rows.map((row) =>
      prefixed(world, {
        dn: identityDn(row.cn),
        cn: row.cn,
        plasecName: nameOf(row),
        plasecIdstatus: STATUS_TEXT[row.attrs.plasecIdstatus ?? "1"],
        plasecLasttime: null,
        primaryPhoto: "",
      }),
    ),
    meta: { recordsTotal: total, recordsFiltered: total },
    success: true,
    message: "Identities retrieved",
    errors: null,
    location: null,
  };
}

/** V2: status as a number. A list attribute without values is absent. */
export function identityJson(world: World, row: IdentityRow): Json {
  const { plasecIdstatus, ...attrs } = row.attrs;
  const attributes = prefixed(world, {
    cn: row.cn,
    dn: identityDn(row.cn),
    ...attrs,
    plasecName: nameOf(row),
    plasecIdstatus: Number(plasecIdstatus ?? 1),
    ...(row.roles.length === 0 ? {} : { plasecidentityRoleDN: several(world, row.roles.map(roleDn)) }),
    createTimestamp: ldapTime(row.createdAt),
  });
  const one = { id: row.cn, type: "Identity", attributes };
  return world.switches.detailShape === "wrapped"
    ? { data: one }
    : { ...one, tokens: world.tokensOf(row.cn).map((token) => tokenJson(world, token)) };
}

function tokenJson(world: World, row: TokenRow): Json {
  const { timezone } = world.state;
  const date = (at: number | null) => (at === null ? "" : localText(at, timezone));
  const { plasecInternalnumber, plasecEmbossednumber, plasecTokenlevel = "0" } = row.attrs;
  return {
    id: row.cn,
    type: "Token",
    attributes: {
      ...prefixed(world, {
        cn: row.cn,
        ...(plasecInternalnumber === undefined ? {} : { plasecInternalnumber }),
        ...(plasecEmbossednumber === undefined ? {} : { plasecEmbossednumber }),
        plasecTokenlevel,
      }),
      TokenTypeId: 0,
      extended_attributes: {
        token_status: STATUS_TEXT[statusOf(world, row)],
        formatted_issue_date: date(row.issuedAt),
        formatted_activate_date: date(row.activatesAt),
        formatted_deactivate_date: date(row.deactivatesAt),
      },
    },
  };
}

export const tokenList = (world: World, rows: readonly TokenRow[]): Json => ({
  tokens: rows.map((row) => tokenJson(world, row)),
  recordsTotal: rows.length,
  recordsFiltered: null,
});

/** As V1. Names of a role's attributes beyond its name are made up: no page or client shows them. */
export const roleList = (world: World, rows: readonly RoleRow[]): Json => ({
  data: rows.map((row) =>
    prefixed(world, {
      dn: roleDn(row.cn),
      cn: row.cn,
      plasecName: row.name,
      plasecroleStartdate: row.startsAt === null ? null : ldapTime(row.startsAt),
      plasecroleStopdate: row.stopsAt === null ? null : ldapTime(row.stopsAt),
      plasecroleInstalled: row.installed ? "TRUE" : "FALSE",
      plasecroleAccessgroupDN: row.accessGroups.map(accessGroupDn),
      plasecroleDelegationDN: row.delegations.map(delegationDn),
    }),
  ),
  meta: { recordsTotal: rows.length, recordsFiltered: rows.length },
  success: true,
  errors: null,
});
