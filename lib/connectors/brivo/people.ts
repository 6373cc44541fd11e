import type { Connector, OperationOutcome, Page, VendorOperation, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { orNull } from "../outcomes";
import {
  allGroups,
  allGroupUsers,
  type BrivoHttp,
  createUser,
  deleteUser,
  getUser,
  getUserByExternalId,
  type ListPage,
  listUsers,
  putSuspended,
  unassignCredential,
  userCredentials,
  userGroups,
} from "./api";
import { isCardFormat } from "./card-values";
import { isId, neededId, normalEmail, toNames, toPerson } from "./convert";
import type { BrivoUser } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

const FIND_PAGES_MAX = 200;

/**
 * Everybody with their groups, in calls that grow with people and memberships, not with people times calls: a list of
 * users names no groups, so the members of every group are read once, with the first page, and shared out over the
 * pages. UNVERIFIED: whether rows carry the person's own dates; without them somebody outside these reads as active
 * here, and as disabled when looked at alone.
 */
export function createObserver(http: BrivoHttp) {
  let held: ReadonlyMap<string, readonly string[]> | null = null;
  return async (cursor: string | null, now: Date): Promise<Page<VendorPerson>> => {
    const page = await listUsers(http, cursor === null ? 0 : Number(neededId(cursor, "observe")));
    if (cursor === null || held === null) held = await readMemberships(http);
    const groups = held;
    return {
      items: page.items.map((user) => toPerson(user, groups.get(user.id) ?? [], now)),
      next: page.next === null ? null : String(page.next),
      skipped: page.skipped,
    };
  };
}

async function readMemberships(http: BrivoHttp): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, string[]>();
  for (const group of await allGroups(http)) {
    // A group that was deleted since the list was read has no members.
    const users = (await orNull(() => allGroupUsers(http, group.id), "not_found")) ?? [];
    for (const user of users) held.set(user.id, [...(held.get(user.id) ?? []), group.id]);
  }
  return held;
}

const withGroups = async (http: BrivoHttp, user: BrivoUser, now: Date): Promise<VendorPerson> =>
  toPerson(
    user,
    (await userGroups(http, user.id)).map((group) => group.id),
    now,
  );

/** Two calls. Deleted people are 404, and null here. */
export async function observePerson(
  http: BrivoHttp,
  userId: string,
  now: Date,
): Promise<VendorPerson | null> {
  if (!isId(userId)) return null;
  const user = await orNull(() => getUser(http, userId), "not_found");
  if (user !== null && user.id !== userId)
    throw new VendorError("unexpected_response", "brivo get_user: another user");
  return user && orNull(() => withGroups(http, user, now), "not_found");
}

/**
 * By mark: one look-up, compared again, since its case is not documented. By e-mail: the whole list, for there is no
 * such filter. Errors: `unexpected_response` when a row did not parse, for the one looked for could be it.
 */
export async function findPeople(
  http: BrivoHttp,
  by: Parameters<Connector["findPeople"]>[0],
  now: Date,
): Promise<readonly VendorPerson[]> {
  if ("marker" in by) {
    const user = await markedUser(http, by.marker);
    return user ? [await withGroups(http, user, now)] : [];
  }
  const email = normalEmail(by.email);
  const found = new Map<string, BrivoUser>();
  let offset: number | null = 0;
  for (let pages = 0; pages < FIND_PAGES_MAX; pages += 1) {
    const page: ListPage<BrivoUser> = await listUsers(http, offset);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", "brivo find_people: a row did not parse");
    for (const user of page.items)
      if (toPerson(user, [], now).emails.includes(email)) found.set(user.id, user);
    if (page.next === null) {
      const people: VendorPerson[] = [];
      for (const user of found.values()) people.push(await withGroups(http, user, now));
      return people;
    }
    offset = page.next;
  }
  throw new VendorError("unexpected_response", `brivo find_people: more than ${FIND_PAGES_MAX} pages`);
}

async function markedUser(http: BrivoHttp, marker: string): Promise<BrivoUser | null> {
  const user = await orNull(() => getUserByExternalId(http, marker), "not_found");
  return user?.externalId === marker ? user : null;
}

/** Looks for the mark first. Labels are left out: a user has no room for them without fields that an admin defines. */
export async function createPerson(http: BrivoHttp, op: Verb<"createPerson">): Promise<OperationOutcome> {
  const existing = await markedUser(http, op.marker);
  if (existing) return { status: "already_satisfied", vendorId: existing.id };
  const user = await createUser(http, { ...toNames(op.name), externalId: op.marker });
  return { status: "applied", vendorId: user.id };
}

interface Marked {
  readonly vendorPersonId: string;
  readonly marker: string;
}

/** Null when Brivo knows no such user. Errors: `conflict` for one with another mark, or none. */
async function ownUser(http: BrivoHttp, input: Marked, operation: string): Promise<BrivoUser | null> {
  if (!isId(input.vendorPersonId)) return null;
  const user = await orNull(() => getUser(http, input.vendorPersonId), "not_found");
  if (user && user.externalId !== input.marker)
    throw new VendorError("conflict", `brivo ${operation}: not the mark of this person`);
  return user;
}

/** Reads the mark before it deletes. Cards are taken off first, so that they go back into the account's bank. */
export async function removePerson(http: BrivoHttp, input: Marked): Promise<OperationOutcome> {
  const user = await ownUser(http, input, "delete_user");
  if (!user) return { status: "already_satisfied" };
  for (const held of await userCredentials(http, user.id))
    if (isCardFormat(held.credentialFormat.id))
      await orNull(() => unassignCredential(http, user.id, held.id), "not_found");
  await orNull(() => deleteUser(http, user.id), "not_found");
  return { status: "applied", vendorId: user.id };
}

/** Errors: `not_found` for a user that is gone; `unexpected_response` when it did not take. */
export async function setSuspended(
  http: BrivoHttp,
  input: Marked & { readonly suspended: boolean },
): Promise<OperationOutcome> {
  const user = await ownUser(http, input, "put_suspended");
  if (!user) throw new VendorError("not_found", "brivo put_suspended: no such user");
  if ((user.suspended ?? false) === input.suspended)
    return { status: "already_satisfied", vendorId: user.id };
  const now = await putSuspended(http, user.id, input.suspended);
  if (now.suspended !== input.suspended)
    throw new VendorError("unexpected_response", "brivo put_suspended: nothing changed");
  return { status: "applied", vendorId: user.id };
}
