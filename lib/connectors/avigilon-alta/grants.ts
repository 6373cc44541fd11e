import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type Alta, getUser, idOf, listUserGroups, patchGroupIds } from "./api";
import { groupOf, isDeleted, toGrantId } from "./convert";
import type { AltaUser } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

const held = async (a: Alta, user: AltaUser): Promise<readonly string[]> =>
  (user.groups ?? (await listUserGroups(a, user.id))).map((group) => group.id);

/**
 * One group, other groups untouched. Memberships have no times and no mark. What the write did is seen by reading: it
 * answers nothing, and what a repeat answers is not documented.
 * Errors: `not_found` when person or group is gone; `unsupported` for a window.
 */
export async function grant(a: Alta, op: Verb<"grant">): Promise<OperationOutcome> {
  if (op.window !== null)
    throw new VendorError("unsupported", "avigilon-alta grant: memberships have no times", {
      field: "window",
    });
  const groupId = idOf(op.groupId);
  const user = await getUser(a, op.vendorPersonId);
  if (isDeleted(user)) throw new VendorError("not_found", "avigilon-alta grant: the person is deleted");
  const vendorId = toGrantId(user.id, op.groupId);
  if ((await held(a, user)).includes(op.groupId)) return { status: "already_satisfied", vendorId };
  await ignoring("conflict", () => patchGroupIds(a, user.id, { add: [groupId] }));
  if (!(await isIn(a, user.id, op.groupId))) throw untrue("the person is not in the group");
  return { status: "applied", vendorId };
}

/** Reads the person first: an unknown one is `not_found`, never a closed door. A deleted one loses the group as well. */
export async function revoke(a: Alta, op: Verb<"revoke">): Promise<OperationOutcome> {
  const user = await getUser(a, op.vendorPersonId);
  const groupId = groupOf(op.vendorGrantId, user.id);
  const { vendorGrantId: vendorId } = op;
  if (!(await held(a, user)).includes(groupId)) return { status: "already_satisfied", vendorId };
  // Of a group deleted this very moment nobody is a member: the reading decides.
  await ignoring("not_found", () => patchGroupIds(a, user.id, { remove: [idOf(groupId)] }));
  if (await isIn(a, user.id, groupId)) throw untrue("the person is still in the group");
  return { status: "applied", vendorId };
}

const isIn = async (a: Alta, userId: string, groupId: string): Promise<boolean> =>
  (await listUserGroups(a, userId)).some((group) => group.id === groupId);

const untrue = (what: string) =>
  new VendorError("unexpected_response", `avigilon-alta patch_group_ids: success, but ${what}`);

async function ignoring(kind: "conflict" | "not_found", call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const isMoot =
      error instanceof VendorError &&
      error.kind === kind &&
      (kind === "not_found" || error.details.vendorCode === "duplicate");
    if (!isMoot) throw error;
  }
}
