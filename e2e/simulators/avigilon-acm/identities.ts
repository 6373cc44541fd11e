import { roleOfDn } from "./dn";
import type { IdentityRow } from "./model";
import { deleteToken } from "./tokens";
import type { World } from "./world";

export type Fields = Readonly<Record<string, string>>;
/** A write done, or the text a form shows when it comes back. */
export type Written<T> = { readonly row: T } | { readonly invalid: string };

const NUMBERS: Fields = { active: "1", inactive: "2", "not yet active": "3", expired: "4" };
const clean = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => name.startsWith("plasec") && value !== ""),
  );

function faultOf(world: World, attrs: Fields): string | null {
  if (!attrs.plasecLname) return "Last Name can't be blank";
  if (world.switches.firstNameRequired && !attrs.plasecFname) return "First Name can't be blank";
  return null;
}
const completed = (attrs: Record<string, string>): Record<string, string> => {
  const status = attrs.plasecIdstatus?.toLowerCase() ?? "1";
  return { ...attrs, plasecIdstatus: NUMBERS[status] ?? attrs.plasecIdstatus ?? "1" };
};

/** E-mail addresses need not be unique; a last name is needed. */
export function createIdentity(
  world: World,
  fields: Fields,
  cause: string,
  cn?: string,
): Written<IdentityRow> {
  const attrs = clean(fields);
  const fault = faultOf(world, attrs);
  if (fault) return { invalid: fault };
  const row = world.put("identities", { ...world.entry(cn), attrs: completed(attrs), roles: [] });
  world.rememberIdentity(row, cause);
  return { row };
}

/** `replace` = what is left out is blanked, as a form does. */
export function updateIdentity(
  world: World,
  row: IdentityRow,
  fields: Fields,
  how: { readonly replace: boolean; readonly cause: string },
): Written<IdentityRow> {
  const attrs = how.replace ? clean(fields) : clean({ ...row.attrs, ...fields });
  const fault = faultOf(world, attrs);
  if (fault) return { invalid: fault };
  row.attrs = completed(attrs);
  row.modifiedAt = world.nowMs();
  world.rememberIdentity(row, how.cause);
  return { row };
}

/**
 * Replaces the whole list. A DN of no role is refused; a role the account may not hand out is left as it was, or refuses
 * all, by switch.
 */
export function replaceRoles(
  world: World,
  row: IdentityRow,
  dns: readonly string[],
  how: { readonly limited: boolean; readonly cause: string },
): Written<IdentityRow> | { readonly forbidden: true } {
  const wanted: string[] = [];
  for (const dn of dns) {
    const id = roleOfDn(dn);
    if (id === null || !world.find("roles", id)) return { invalid: `Unknown role ${dn}` };
    if (!wanted.includes(id)) wanted.push(id);
  }
  const { assignable } = world.state;
  let roles = wanted;
  if (how.limited && assignable !== null) {
    const untouchable = (id: string) => !assignable.includes(id);
    const changed = [...new Set([...wanted, ...row.roles])].filter(
      (id) => untouchable(id) && wanted.includes(id) !== row.roles.includes(id),
    );
    if (changed.length > 0 && world.switches.assignLimit === "forbidden") return { forbidden: true };
    roles = [
      ...wanted.filter((id) => !changed.includes(id)),
      ...row.roles.filter((id) => changed.includes(id)),
    ];
  }
  row.roles = roles;
  row.modifiedAt = world.nowMs();
  world.rememberIdentity(row, how.cause);
  return { row };
}

export function deleteIdentity(world: World, row: IdentityRow, cause: string): Written<IdentityRow> {
  const tokens = world.tokensOf(row.cn);
  if (tokens.length > 0 && world.switches.deleteIdentity === "refused")
    return { invalid: "This identity still has tokens" };
  for (const token of tokens) {
    if (world.switches.deleteIdentity === "cascades") deleteToken(world, token, cause);
    else token.identity = null;
  }
  delete world.state.tables.identities[row.cn];
  world.rememberIdentity(row, cause, true);
  return { row };
}
