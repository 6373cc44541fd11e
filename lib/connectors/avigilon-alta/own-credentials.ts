import { VendorError } from "../errors";
import { type Alta, createCredential, deleteCredential, listCredentials, listCredentialTypes } from "./api";
import type { AltaCredential } from "./schemas";

/**
 * How credentials of ours are told from those of others: cards and PINs have no room for a mark, so ours start on a day
 * of their own, long past. Whatever else is on the person was put there by somebody else and stays.
 * UNVERIFIED: whether the time of day is kept, and in which zone a date is cut: any instant near it is ours.
 */
const STARTS = {
  card: new Date("2001-02-03T04:05:06.000Z"),
  pin: new Date("2001-03-04T05:06:07.000Z"),
} as const;
const NEAR_MS = 36 * 3_600_000;
type Kind = keyof typeof STARTS;

export const isOwn = (row: Pick<AltaCredential, "startDate">, kind: Kind): boolean =>
  row.startDate != null && Math.abs(row.startDate.getTime() - STARTS[kind].getTime()) <= NEAR_MS;

/** The id of a type by its model: only `mobile` and `card` have ids that are known beforehand. */
export async function typeIdOf(a: Alta, model: string): Promise<number> {
  const wanted = model.toLowerCase();
  const type = (await listCredentialTypes(a)).find((row) => row.modelName.toLowerCase() === wanted);
  if (type) return Number(type.id);
  throw new VendorError("unsupported", "avigilon-alta: this account has no such type of credential", {
    field: "credentialType",
  });
}

/** Makes one of ours. One that does not show our mark could never be taken back, so it goes at once. */
export async function createOwn(
  a: Alta,
  userId: string,
  kind: Kind,
  of: { readonly model: string; readonly body: Readonly<Record<string, unknown>> },
): Promise<AltaCredential> {
  const made = await createCredential(a, userId, {
    credentialTypeId: await typeIdOf(a, of.model),
    startDate: STARTS[kind].toISOString(),
    allowReassign: false,
    [of.model]: of.body,
  });
  if (isOwn(made, kind)) return made;
  await deleteCredential(a, userId, made.id);
  throw new VendorError("unexpected_response", "avigilon-alta create_credential: the start was not kept");
}

/** For rows just listed on this very person: gone meanwhile is what was wanted. */
export async function dropAll(a: Alta, userId: string, rows: readonly AltaCredential[]): Promise<void> {
  for (const row of rows) {
    try {
      await deleteCredential(a, userId, row.id);
    } catch (error) {
      if (!(error instanceof VendorError) || error.kind !== "not_found") throw error;
      const left = await listCredentials(a, userId);
      if (left.some(({ id }) => id === row.id)) throw error;
    }
  }
}
