import type { OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { changed, withField } from "../outcomes";
import { type BrivoHttp, getUser, patchUser } from "./api";
import { isMadeByLintel, isOwnEmail, LISTED_OWN_TYPE, neededId, normalEmail, OWN_TYPE } from "./convert";
import type { BrivoEmail, BrivoUser } from "./schemas";

type SetEmail = Extract<VendorOperation, { readonly verb: "setEmail" }>;

/**
 * Makes `email` the one own address among those of others; one of somebody else that equals it already serves. Brivo
 * writes the list whole: it is read, what is not ours is kept, and the union is sent. UNVERIFIED: that the type is free
 * text; where only listed types are taken, a person made by Lintel gets the type "Other".
 */
export async function setEmail(http: BrivoHttp, op: SetEmail): Promise<OperationOutcome> {
  const wanted = op.email === null ? null : normalEmail(op.email);
  if (wanted !== null && !/^[^\s@]+@[^\s@]+$/.test(wanted))
    throw new VendorError("invalid_request", "brivo set_email: not an address", { field: "email" });
  const user = await getUser(http, neededId(op.vendorPersonId, "set_email"));
  const all = user.emails ?? [];
  const foreign = all.filter((row) => !isOwnEmail(row, user));
  const isThere = (rows: readonly BrivoEmail[]) => rows.some((row) => normalEmail(row.address) === wanted);
  const adds = wanted !== null && !isThere(foreign);
  const own = all.filter((row) => isOwnEmail(row, user));
  if (adds ? own.length === 1 && isThere(own) : own.length === 0) return changed(false);
  await write(http, user, foreign, adds ? wanted : null);
  return changed(true);
}

async function write(
  http: BrivoHttp,
  user: BrivoUser,
  foreign: readonly BrivoEmail[],
  address: string | null,
): Promise<void> {
  const send = (type: string) => {
    const emails = [...foreign, ...(address === null ? [] : [{ address, type }])];
    return withField("email", () => patchUser(http, user.id, { emails }));
  };
  const written = await send(OWN_TYPE).catch((error: unknown) => {
    const isRefused = error instanceof VendorError && error.kind === "invalid_request";
    if (!isRefused || address === null || !isMadeByLintel(user)) throw error;
    return send(LISTED_OWN_TYPE);
  });
  const kept = (written.emails ?? []).map((row) => normalEmail(row.address));
  const due = [...foreign.map((row) => normalEmail(row.address)), ...(address === null ? [] : [address])];
  if (kept.length !== due.length || due.some((one) => !kept.includes(one)))
    throw new VendorError("unexpected_response", "brivo patch_user: the addresses are not as sent");
}
