import { VendorError } from "../errors";
import { orNull } from "../outcomes";
import {
  allCredentials,
  allCredentialTypes,
  createCredential,
  type DoorFlowHttp,
  putCredential,
} from "./api";
import { isId } from "./convert";
import type { DoorFlowCredential, DoorFlowCredentialType } from "./schemas";

/** What PINs and cards have in common: one value of each type of the account, and no mark. */

/** Classes of types (D4 of docs/vendors/doorflow.md). UNVERIFIED: that every account has these. */
const PIN_CODE = 10;
const CARD_CODE = 200;
/** As many as the vendor's own integration with Nexudus assigns. */
const CARDS_MAX = 4;

export const pinTypesOf = (types: readonly DoorFlowCredentialType[]) =>
  types.filter((type) => type.code === PIN_CODE);
export const cardTypesOf = (types: readonly DoorFlowCredentialType[]) =>
  types.filter((type) => type.code === CARD_CODE);

/** The type PINs are written to: the chosen one, else the account's first. Null when it has none. */
export async function pinType(http: DoorFlowHttp, chosen: string | null): Promise<string | null> {
  if (chosen !== null) return chosen;
  return pinTypesOf(await allCredentialTypes(http)).sort(byId)[0]?.id ?? null;
}

/** The types cards are written to, in order: the chosen ones, else the account's. */
export async function cardTypes(http: DoorFlowHttp, chosen: readonly string[]): Promise<readonly string[]> {
  const ids =
    chosen.length > 0
      ? chosen
      : cardTypesOf(await allCredentialTypes(http))
          .sort(byId)
          .map(idOf);
  return ids.filter(isId).slice(0, CARDS_MAX);
}

const idOf = (type: DoorFlowCredentialType) => type.id;
const byId = (a: DoorFlowCredentialType, b: DoorFlowCredentialType) => Number(a.id) - Number(b.id);

/** Shown as asterisks: it cannot be compared. */
export const isMasked = ({ value }: DoorFlowCredential): boolean => value?.includes("*") === true;

/**
 * Makes `value` the one of that type. A type that is taken meanwhile is 409: then the one there is is changed. Read again,
 * since a write may answer with nothing. Errors: `invalid_request` for a value that is in use (code `in_use`) or refused.
 */
export async function saveValue(
  http: DoorFlowHttp,
  personId: string,
  of: { readonly typeId: string; readonly value: string; readonly held: DoorFlowCredential | undefined },
): Promise<DoorFlowCredential> {
  const { typeId, value } = of;
  const find = async () =>
    (await allCredentials(http, personId)).find((row) => row.credential_type_id === typeId);
  if (of.held) await putCredential(http, personId, of.held.id, value);
  else if (!(await orNull(() => createCredential(http, personId, typeId, value), "conflict"))) {
    const there = await find();
    if (!there)
      throw new VendorError("unexpected_response", "doorflow create_credential: 409, and none is there");
    if (there.value !== value) await putCredential(http, personId, there.id, value);
  }
  const saved = await find();
  if (saved && (saved.value === value || isMasked(saved))) return saved;
  throw new VendorError("unexpected_response", "doorflow create_credential: the value is not as sent");
}
