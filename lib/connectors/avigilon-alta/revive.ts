import { VendorError } from "../errors";
import {
  type Alta,
  deleteCredential,
  getUser,
  idOf,
  listCredentials,
  listUserEntries,
  listUserGroups,
  patchGroupIds,
  patchUser,
  putSiteIds,
  putStatus,
  putZoneIds,
} from "./api";

interface Become {
  readonly externalId: string;
  readonly names: { readonly firstName: string; readonly lastName: string | null };
}

/**
 * Brings a deleted record back as a member of ours, with nothing of what it once could open: its credentials, groups and
 * direct rights are what the deletion took away, and nobody gave them again. It is emptied while it is shut and let in
 * last; a stop anywhere between leaves it shut and marked, and a repeat goes on.
 *
 * Answers the person's id. Errors: `conflict` when it still opens doors in the end; it is then shut again.
 * UNVERIFIED: that a deleted record can be changed. Where that is refused it is emptied while suspended.
 */
export async function revive(a: Alta, userId: string, { externalId, names }: Become): Promise<string> {
  const become = () =>
    patchUser(a, userId, {
      identity: names,
      externalId,
      startDate: null,
      endDate: null,
      hasRemoteUnlock: false,
    });
  try {
    await become();
    await empty(a, userId);
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "invalid_request") throw error;
    await putStatus(a, userId, "S");
    await become();
    await empty(a, userId);
  }
  await putStatus(a, userId, "A");
  await shutIfOpen(a, userId);
  return userId;
}

async function empty(a: Alta, userId: string): Promise<void> {
  for (const { id } of await listCredentials(a, userId)) await deleteCredential(a, userId, id);
  const groups = (await listUserGroups(a, userId)).map((group) => idOf(group.id));
  if (groups.length > 0) await patchGroupIds(a, userId, { remove: groups });
  await whereTaken(() => putZoneIds(a, userId, []));
  await whereTaken(() => putSiteIds(a, userId, []));
}

/** A refusal, say of an account that may not do this, is left to the look at the doors in the end. */
async function whereTaken(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "invalid_request") throw error;
  }
}

/** Whoever can open a door with no credential, no group and no direct right holds something unknown: shut again. */
async function shutIfOpen(a: Alta, userId: string): Promise<void> {
  try {
    const { status, groups } = await getUser(a, userId);
    const isIn = status === "A" && (groups?.length ?? 0) === 0;
    if (isIn && (await listUserEntries(a, userId)).length === 0) return;
  } catch (error) {
    await putStatus(a, userId, "I");
    throw error;
  }
  await putStatus(a, userId, "I");
  throw new VendorError("conflict", "avigilon-alta revive: the old record still opens doors", {
    vendorCode: "old_rights",
  });
}
