import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { createAssociation, deleteAssociation, getAssociation, getMember, patchAssociation } from "./api";
import { fromWindow, grantMetadata, sameWindow, toWindow } from "./convert";
import { observePerson } from "./people";
import type { AkilesHttp } from "./requests";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/**
 * Looks before it creates, so that an answer that got lost makes no double: first for the association
 * carrying this very mark (its window is corrected if it differs), then for an own one equal in group and
 * window. Errors: `conflict` with code `single_association` when Akiles refuses a second association to one
 * group; `not_found` when the member is gone. UNVERIFIED: whether it refuses, and with which status.
 */
export async function grant(http: AkilesHttp, op: Verb<"grant">, now: Date): Promise<OperationOutcome> {
  const limits = fromWindow(op.window);
  const person = await observePerson(http, op.vendorPersonId, now);
  if (!person) throw new VendorError("not_found", "akiles grant: no such member");
  const inGroup = person.grants.filter((held) => held.groupId === op.groupId);
  const own = inGroup.filter((held) => held.marker !== null);
  const existing =
    own.find((held) => held.marker === op.marker) ?? own.find((held) => sameWindow(held.window, op.window));
  if (existing) {
    const vendorId = existing.vendorGrantId;
    if (sameWindow(existing.window, op.window)) return { status: "already_satisfied", vendorId };
    await patchAssociation(http, op.vendorPersonId, vendorId, limits);
    return { status: "applied", vendorId };
  }
  try {
    const input = { member_group_id: op.groupId, ...limits, metadata: grantMetadata(op.marker) };
    const created = await createAssociation(http, op.vendorPersonId, input);
    return { status: "applied", vendorId: created.id };
  } catch (error) {
    throw inGroup.length > 0 ? asSingleAssociation(error) : error;
  }
}

function asSingleAssociation(error: unknown): unknown {
  if (!(error instanceof VendorError)) return error;
  if (error.kind !== "conflict" && error.kind !== "invalid_request") return error;
  return new VendorError("conflict", "akiles create_association: a second one to this group was refused", {
    ...error.details,
    vendorCode: "single_association",
  });
}

/** Writes only when the instants differ. Errors: `not_found` when member or association is gone. */
export async function retime(http: AkilesHttp, op: Verb<"retime">): Promise<OperationOutcome> {
  const limits = fromWindow(op.window);
  const association = await getAssociation(http, op.vendorPersonId, op.vendorGrantId);
  if (association.is_deleted) throw new VendorError("not_found", "akiles retime: the association is deleted");
  if (sameWindow(toWindow(association), op.window))
    return { status: "already_satisfied", vendorId: association.id };
  await patchAssociation(http, op.vendorPersonId, op.vendorGrantId, limits);
  return { status: "applied", vendorId: association.id };
}

/**
 * A 404 alone proves nothing: it is also what a wrong member id gets. Only once that member was read is the
 * association known to be gone. Errors: `not_found` when the member itself is unknown.
 */
export async function revoke(http: AkilesHttp, op: Verb<"revoke">): Promise<OperationOutcome> {
  try {
    await deleteAssociation(http, op.vendorPersonId, op.vendorGrantId);
    return { status: "applied", vendorId: op.vendorGrantId };
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "not_found") throw error;
  }
  const member = await getMember(http, op.vendorPersonId);
  if (member.id !== op.vendorPersonId)
    throw new VendorError("unexpected_response", "akiles get_member: another member");
  return { status: "already_satisfied", vendorId: op.vendorGrantId };
}
