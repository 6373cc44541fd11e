import type { Connector, OperationOutcome, Page, VendorOperation, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import {
  type Alta,
  allGroups,
  createUser,
  getUser,
  type ListPage,
  listGroupUserIds,
  listUserGroups,
  listUsers,
  putStatus,
} from "./api";
import {
  fromExternalId,
  isDeleted,
  normalEmail,
  placeholderEmail,
  toExternalId,
  toNames,
  toPerson,
} from "./convert";
import { revive } from "./revive";
import type { AltaUser } from "./schemas";

const FIND_PAGES_MAX = 50;
/** A record that is older than this when it was just made is an old one brought back. */
const NEW_MS = 60_000;
/** Nobody knows how these are quoted inside a filter. */
const UNQUOTABLE = /[(),:\s]/;

/** Everybody but the deleted, a thousand a call. An empty first page is no answer: the account itself is a person. */
export async function observe(a: Alta, cursor: string | null, now: Date): Promise<Page<VendorPerson>> {
  const page = await listUsers(a, null, cursor);
  if (cursor === null && page.items.length + page.skipped === 0)
    throw new VendorError("unexpected_response", "avigilon-alta list_users: not even the account itself");
  const live = page.items.filter((user) => !isDeleted(user));
  const groups = live.some((user) => user.groups == null) ? await membershipsByUser(a) : null;
  const items = live.map((user) => {
    const own = user.groups?.map((group) => group.id) ?? groups?.get(user.id) ?? [];
    return toPerson(user, own, now);
  });
  return { items, next: page.next, skipped: page.skipped };
}

/** UNVERIFIED: that rows of the list carry their groups. Where they do not, each group is asked for its people. */
async function membershipsByUser(a: Alta): Promise<ReadonlyMap<string, readonly string[]>> {
  const byUser = new Map<string, string[]>();
  for (const group of await allGroups(a))
    for (const userId of await listGroupUserIds(a, group.id))
      byUser.set(userId, [...(byUser.get(userId) ?? []), group.id]);
  return byUser;
}

const groupIdsOf = async (a: Alta, user: AltaUser): Promise<readonly string[]> =>
  (user.groups ?? (await listUserGroups(a, user.id))).map((group) => group.id);

/** Null for somebody deleted, too. */
export async function observePerson(a: Alta, userId: string, now: Date): Promise<VendorPerson | null> {
  const user = await userOrNull(a, userId);
  if (!user || isDeleted(user)) return null;
  return toPerson(user, await groupIdsOf(a, user), now);
}

export async function userOrNull(a: Alta, userId: string): Promise<AltaUser | null> {
  try {
    const user = await getUser(a, userId);
    if (user.id === userId) return user;
  } catch (error) {
    if (error instanceof VendorError && error.kind === "not_found") return null;
    throw error;
  }
  throw new VendorError("unexpected_response", "avigilon-alta get_user: another person");
}

/**
 * Filters match in part and may be ignored, so every row is compared here. Deleted people are among the answer.
 * Errors: `unexpected_response` when a row did not parse, for the one looked for could be it.
 */
async function findUsers(
  a: Alta,
  filter: string | null,
  matches: (user: AltaUser) => boolean,
): Promise<readonly AltaUser[]> {
  const found: AltaUser[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < FIND_PAGES_MAX; pages += 1) {
    const page: ListPage<AltaUser> = await listUsers(a, filter, cursor);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", "avigilon-alta find_people: a row did not parse");
    found.push(...page.items.filter(matches));
    if (page.next === null) return found;
    cursor = page.next;
  }
  throw new VendorError(
    "unexpected_response",
    `avigilon-alta find_people: more than ${FIND_PAGES_MAX} pages`,
  );
}

export const findByExternalId = (a: Alta, externalId: string) =>
  findUsers(a, `externalId:(${externalId})`, (user) => user.externalId === externalId);

/** UNVERIFIED: whether the filter minds case; asked in lower case and as it was typed. */
function findByEmail(a: Alta, typed: string) {
  const email = normalEmail(typed);
  const values = [...new Set([email, typed.trim()])].join(",");
  const filter = UNQUOTABLE.test(email) ? null : `identity.email:(${values})`;
  return findUsers(a, filter, (user) => normalEmail(user.identity.email ?? "") === email);
}

export async function findPeople(
  a: Alta,
  by: Parameters<Connector["findPeople"]>[0],
  now: Date,
): Promise<readonly VendorPerson[]> {
  const users =
    "marker" in by ? await findByExternalId(a, toExternalId(by.marker)) : await findByEmail(a, by.email);
  const people: VendorPerson[] = [];
  for (const user of users) if (!isDeleted(user)) people.push(toPerson(user, await groupIdsOf(a, user), now));
  return people;
}

type CreatePerson = Extract<VendorOperation, { readonly verb: "createPerson" }>;

/**
 * Looks for the mark first, then for a deleted record with the member's address: making a person under such an address
 * would bring the old record back with all it could open, so it is emptied first and let in last (see revive.ts).
 * Errors: `conflict` when somebody who is not deleted has the address; that person is for an admin to link.
 */
export async function createPerson(a: Alta, op: CreatePerson, now: Date): Promise<OperationOutcome> {
  const externalId = toExternalId(op.marker);
  const names = toNames(op.name);
  const own = await findByExternalId(a, externalId);
  const standing = own.find((user) => !isDeleted(user));
  if (standing) return { status: "already_satisfied", vendorId: standing.id };
  const typed = op.email?.trim();
  const namesakes = typed ? await findByEmail(a, typed) : [];
  const deleted = own[0] ?? namesakes.find((user) => isDeleted(user) && !isSomebodyOurs(user));
  if (deleted) return { status: "applied", vendorId: await revive(a, deleted.id, { externalId, names }) };
  // Another member's record keeps its address: rights never move between members.
  const isHeld = !typed || namesakes.some(isSomebodyOurs);
  const email = isHeld ? placeholderEmail(externalId) : typed;
  const made = await createUser(a, { identity: { email, ...names }, externalId, hasRemoteUnlock: false });
  const isOld = made.createdAt != null && made.createdAt.getTime() < now.getTime() - NEW_MS;
  if (isOld || (made.groups?.length ?? 0) > 0 || made.externalId !== externalId) {
    // A deleted record that no list had shown: shut it again before anything else.
    await putStatus(a, made.id, "I");
    await revive(a, made.id, { externalId, names });
  }
  return { status: "applied", vendorId: made.id };
}

const isSomebodyOurs = (user: AltaUser): boolean => fromExternalId(user.externalId) !== null;

/** Sets the person inactive, as "Delete" in the portal does. Reads the mark first: nobody else was made by Lintel. */
export async function removePerson(
  a: Alta,
  input: { readonly vendorPersonId: string; readonly marker: string },
): Promise<OperationOutcome> {
  const user = await userOrNull(a, input.vendorPersonId);
  if (!user || isDeleted(user)) return { status: "already_satisfied" };
  if (fromExternalId(user.externalId) !== input.marker)
    throw new VendorError("conflict", "avigilon-alta put_status: not the mark of this person");
  await putStatus(a, user.id, "I");
  const after = await userOrNull(a, user.id);
  if (after && !isDeleted(after))
    throw new VendorError("unexpected_response", "avigilon-alta put_status: the person is still there");
  return { status: "applied", vendorId: user.id };
}
