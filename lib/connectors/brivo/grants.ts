import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type BrivoHttp, deleteMember, putMember, userGroups } from "./api";
import { grantIdOf, neededId, parseGrantId } from "./convert";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/** Groups of one user, those counted that the administrator cannot see. user.yaml (D-USER of docs/vendors/brivo.md) */
const GROUPS_MAX = 16;
const NO_CONTENT = 204;

/**
 * Joins a person to a group. Looks first, since what a repeat answers is not documented. Any answer but 204 is settled
 * by reading the person's groups again.
 *
 * Errors: `invalid_request` with code `group_limit` at sixteen groups: one must be taken away first, and the grant is
 * tried again after that; `unsupported` for a window, which Brivo does not keep; `not_found` for an unknown person or
 * group.
 */
export async function grant(http: BrivoHttp, op: Verb<"grant">): Promise<OperationOutcome> {
  if (op.window !== null)
    throw new VendorError("unsupported", "brivo grant: memberships have no window", { field: "window" });
  const userId = neededId(op.vendorPersonId, "grant");
  const groupId = neededId(op.groupId, "grant");
  const vendorId = grantIdOf(groupId, userId);
  const held = await groupIdsOf(http, userId);
  if (held.includes(groupId)) return { status: "already_satisfied", vendorId };
  if (held.length >= GROUPS_MAX) throw atTheLimit();
  const refusal = await refusalOf(() => putMember(http, groupId, userId));
  if (refusal === null || (await groupIdsOf(http, userId)).includes(groupId))
    return { status: "applied", vendorId };
  throw refusal;
}

/**
 * Takes a person out of a group. A 404 alone proves nothing: it is also what a wrong person gets. Only what the person's
 * own list of groups says counts. Errors: `not_found` when the person is unknown, or not the one of the grant.
 */
export async function revoke(http: BrivoHttp, op: Verb<"revoke">): Promise<OperationOutcome> {
  const vendorId = op.vendorGrantId;
  const named = parseGrantId(vendorId);
  const userId = neededId(op.vendorPersonId, "revoke");
  if (named?.userId !== userId)
    throw new VendorError("not_found", "brivo revoke: a membership of somebody else");
  const refusal = await refusalOf(() => deleteMember(http, named.groupId, userId));
  if (refusal === null) return { status: "applied", vendorId };
  if ((await groupIdsOf(http, userId)).includes(named.groupId)) throw refusal;
  return { status: "already_satisfied", vendorId };
}

const groupIdsOf = async (http: BrivoHttp, userId: string): Promise<readonly string[]> =>
  (await userGroups(http, userId)).map((group) => group.id);

const atTheLimit = () =>
  new VendorError(
    "invalid_request",
    `brivo grant: the person is in ${GROUPS_MAX} groups, which is all Brivo allows`,
    {
      field: "groups",
      vendorCode: "group_limit",
    },
  );

/** Null for 204; else what to say when the person's groups do not show it done. Failures of the way pass through. */
async function refusalOf(call: () => ReturnType<BrivoHttp>): Promise<VendorError | null> {
  try {
    const { status } = await call();
    if (status === NO_CONTENT) return null;
    return new VendorError("unexpected_response", `brivo membership: HTTP ${status}, and nothing changed`, {
      status,
    });
  } catch (error) {
    if (error instanceof VendorError && ["not_found", "conflict", "invalid_request"].includes(error.kind))
      return error;
    throw error;
  }
}
