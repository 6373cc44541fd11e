import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { changed, orNull, withField } from "../outcomes";
import { allCredentials, type DoorFlowHttp, deleteCredential, getPerson } from "./api";
import { isMadeByLintel, neededId } from "./convert";
import { pinType, saveValue } from "./credentials";

type SetPin = Extract<VendorOperation, { readonly verb: "setPin" }>;

/**
 * A PIN is the person's one credential of the PIN type, without any mark, so only that of a person made by Lintel is ours to
 * change. Sent as text: leading zeros count. Shown as asterisks it is written again, for it cannot be compared.
 *
 * Errors: `invalid_request` with field `pin` for digits that are taken or refused, for a person not made by Lintel whose
 * PIN differs, and in an account without PINs. Source: D6 core-concepts/pins; rules differ between accounts.
 */
export async function setPin(
  http: DoorFlowHttp,
  op: SetPin,
  chosenType: string | null,
): Promise<OperationOutcome> {
  if (op.pin !== null && !/^\d{4,8}$/.test(op.pin)) throw refused("4 to 8 digits");
  const person = await getPerson(http, neededId(op.vendorPersonId, "set_pin"));
  const typeId = await pinType(http, chosenType);
  if (typeId === null) {
    if (op.pin === null) return changed(false);
    throw refused("this account has no PINs");
  }
  const held = (await allCredentials(http, person.id)).find((row) => row.credential_type_id === typeId);
  if ((held?.value ?? null) === op.pin) return changed(false);
  if (!isMadeByLintel(person)) {
    if (op.pin === null) return changed(false);
    throw refused("the PIN of a person not made by Lintel is kept in DoorFlow");
  }
  const value = op.pin;
  if (value !== null) await withField("pin", () => saveValue(http, person.id, { typeId, value, held }));
  else if (held) await orNull(() => deleteCredential(http, person.id, held.id), "not_found");
  return changed(true);
}

const refused = (why: string) =>
  new VendorError("invalid_request", `doorflow set_pin: ${why}`, { field: "pin" });
