import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type AcmHttp, updateRoles } from "./api";
import { grantIdOf, neededId, parseGrantId } from "./convert";
import { VENDOR } from "./endpoints";
import { rightFor } from "./failures";
import { neededPerson } from "./people";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/**
 * Gives a role. The server knows whole lists only: the person is read right before, every role held is sent again with
 * the new one, and the person is read after, since a redirect says "done" also where nothing was.
 *
 * Errors: `not_found` for an unknown person; `unsupported` for a window, which a role held does not have;
 * `invalid_request` with code `role_not_given` when the list did not change: the account may not hand this role out.
 */
export async function grant(http: AcmHttp, op: Verb<"grant">): Promise<OperationOutcome> {
  if (op.window !== null)
    throw new VendorError("unsupported", `${VENDOR} grant: a role has no window`, { field: "window" });
  const personId = neededId(op.vendorPersonId, "grant");
  const vendorId = grantIdOf(personId, op.groupId);
  const held = await rolesOf(http, personId);
  if (held.includes(op.groupId)) return { status: "already_satisfied", vendorId };
  await updateRoles(http, personId, [...held, op.groupId]);
  if ((await rolesOf(http, personId)).includes(op.groupId)) return { status: "applied", vendorId };
  throw unchanged("role_not_given");
}

/**
 * Takes a role, and leaves every other one. `already_satisfied` only once the person's own list was read.
 * Errors: `not_found` when the person is unknown, or not the one of the grant; `invalid_request` with code
 * `role_not_taken` when the role is held still.
 */
export async function revoke(http: AcmHttp, op: Verb<"revoke">): Promise<OperationOutcome> {
  const named = parseGrantId(op.vendorGrantId);
  const personId = neededId(op.vendorPersonId, "revoke");
  if (named?.personId !== personId)
    throw new VendorError("not_found", `${VENDOR} revoke: a role of somebody else`);
  const vendorId = op.vendorGrantId;
  const held = await rolesOf(http, personId);
  if (!held.includes(named.roleDn)) return { status: "already_satisfied", vendorId };
  const kept = held.filter((dn) => dn !== named.roleDn);
  await updateRoles(http, personId, kept);
  if (!(await rolesOf(http, personId)).includes(named.roleDn)) return { status: "applied", vendorId };
  throw unchanged("role_not_taken");
}

const rolesOf = async (http: AcmHttp, personId: string): Promise<readonly string[]> =>
  (await neededPerson(http, personId, "update_roles")).plasecidentityRoleDN;

/** One role may be beyond the account while all others are not, so the connection is not stopped for it. */
const unchanged = (vendorCode: string) =>
  new VendorError("invalid_request", `${VENDOR} update_roles: nothing changed`, {
    field: "group",
    vendorCode,
    permission: `${rightFor("update_roles")}, or Assign Roles on the role`,
  });
