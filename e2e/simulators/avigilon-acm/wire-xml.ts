import { ldapTime } from "./dates";
import { accessGroupDn, delegationDn, identityDn, roleDn, tokenDn } from "./dn";
import type { IdentityRow, RoleRow, TokenRow } from "./model";
import { statusOf } from "./tokens";
import type { World } from "./world";

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const element = (name: string, text: string) => `<${name}>${escaped(text)}</${name}>`;
/** Several values: a plural element of type array around them. No value: nothing at all. */
const many = (name: string, values: readonly string[]) =>
  values.length === 0
    ? ""
    : `<${name}s type="array">${values.map((value) => element(name, value)).join("")}</${name}s>`;

/** Names of attributes by the prefix the server uses. */
export const prefixed = (world: World, text: string): string =>
  world.switches.prefix === "plasec" ? text : text.replaceAll(/(<\/?|")plasec/g, "$1avigilon");

const document = (world: World, body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${prefixed(world, body)}\n`;

/** The empty document of a list that was not asked for as its page does. */
export const nilDocument = '<?xml version="1.0" encoding="UTF-8"?>\n<nil-classes type="array"/>\n';

const operational = (row: { readonly createdAt: number; readonly modifiedAt: number; readonly cn: string }) =>
  element("createTimestamp", ldapTime(row.createdAt)) +
  element("modifyTimestamp", ldapTime(row.modifiedAt)) +
  element("entryUUID", `00000000-0000-4000-8000-${row.cn.slice(-12).padStart(12, "0")}`);

/** Contact fields, as far as some servers leave them out of lists. */
const CONTACT = /^plasecidentity(Email|Address|City|State|Zip|Phone|Workphone)/;

function identityXml(row: IdentityRow, shows: "all" | "names" = "all"): string {
  const { plasecFname = "", plasecLname = "", ...every } = row.attrs;
  const rest = Object.fromEntries(
    Object.entries(every).filter(([name]) => shows === "all" || !CONTACT.test(name)),
  );
  const name = [plasecLname, plasecFname].filter((part) => part !== "").join(", ");
  const attrs = Object.entries({ plasecLname, plasecFname, plasecName: name, ...rest })
    .filter(([, value]) => value !== "")
    .map(([key, value]) => element(key, value))
    .join("");
  return `<identity>${element("dn", identityDn(row.cn))}${many("cn", [row.cn])}${attrs}${many(
    "plasecidentityRoleDN",
    row.roles.map(roleDn),
  )}${operational(row)}</identity>`;
}

export const identitiesXml = (world: World, rows: readonly IdentityRow[]): string =>
  document(
    world,
    `<identities type="array">${rows.map((row) => identityXml(row, world.switches.listShows)).join("\n")}</identities>`,
  );
export const identityDocument = (world: World, row: IdentityRow): string => document(world, identityXml(row));

function tokenXml(world: World, row: TokenRow): string {
  const { plasecPIN: _never, plasecTokenstatus: _told, ...attrs } = row.attrs;
  const dates = (
    [
      ["plasecIssuedate", row.issuedAt],
      ["plasecActivatedate", row.activatesAt],
      ["plasecDeactivatedate", row.deactivatesAt],
    ] as const
  )
    .map(([name, at]) => (at === null ? "" : element(name, ldapTime(at))))
    .join("");
  return `<token>${element("dn", tokenDn(row.cn, row.identity ?? ""))}${many("cn", [row.cn])}${Object.entries(
    attrs,
  )
    .map(([key, value]) => element(key, value))
    .join("")}${element("plasecTokenstatus", statusOf(world, row))}${dates}${operational(row)}</token>`;
}
export const tokensXml = (world: World, rows: readonly TokenRow[]): string =>
  document(world, `<tokens type="array">${rows.map((row) => tokenXml(world, row)).join("\n")}</tokens>`);

/** Names of a role's attributes beyond its name are made up: no page or client shows them. */
function roleXml(row: RoleRow): string {
  return `<role>${element("dn", roleDn(row.cn))}${many("cn", [row.cn])}${element("plasecName", row.name)}${
    row.startsAt === null ? "" : element("plasecroleStartdate", ldapTime(row.startsAt))
  }${row.stopsAt === null ? "" : element("plasecroleStopdate", ldapTime(row.stopsAt))}${element(
    "plasecroleInstalled",
    row.installed ? "TRUE" : "FALSE",
  )}${many("plasecroleAccessgroupDN", row.accessGroups.map(accessGroupDn))}${many(
    "plasecroleDelegationDN",
    row.delegations.map(delegationDn),
  )}</role>`;
}
export const rolesXml = (world: World, rows: readonly RoleRow[]): string =>
  document(world, `<roles type="array">${rows.map(roleXml).join("\n")}</roles>`);
