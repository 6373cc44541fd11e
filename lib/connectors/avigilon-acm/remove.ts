import type { OperationOutcome } from "../contract";
import { VendorError } from "../errors";
import { type AcmHttp, deletePerson, listTokens } from "./api";
import { isId, markerOf } from "./convert";
import { VENDOR } from "./endpoints";
import { personOrNull } from "./people";
import { deleteListed, isOwn } from "./tokens";

/**
 * Deletes a person that carries this very mark, cards and PINs first: whether they would go along is not known. Somebody
 * who holds roles or cards that others gave is left alone. Errors: `conflict`; `unexpected_response` when still there.
 */
export async function removePerson(
  http: AcmHttp,
  input: { readonly vendorPersonId: string; readonly marker: string },
): Promise<OperationOutcome> {
  const { vendorPersonId: id, marker } = input;
  const person = isId(id) ? await personOrNull(http, id) : null;
  if (!person) return { status: "already_satisfied" };
  const refuse = (why: string) => new VendorError("conflict", `${VENDOR} delete_person: ${why}`);
  if (markerOf(person) !== marker) throw refuse("not the mark of this person");
  if (person.plasecidentityRoleDN.length > 0) throw refuse("holds roles still");
  const tokens = await listTokens(http, id);
  if (!tokens.every(isOwn)) throw refuse("holds cards of others");
  await deleteListed(http, id, tokens);
  await deletePerson(http, id);
  if (await personOrNull(http, id))
    throw new VendorError("unexpected_response", `${VENDOR} delete_person: still there`);
  return { status: "applied", vendorId: id };
}
