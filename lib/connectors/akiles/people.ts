import type { Connector, OperationOutcome, Page, VendorOperation, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { parseAnswer, parseRows } from "../parse";
import {
  createMember,
  deleteMember,
  getMember,
  getMemberExpanded,
  listAssociations,
  listEmails,
  listMembers,
  restoreMember,
} from "./api";
import { KEYS, memberMetadata, normalEmail, toPerson } from "./convert";
import type { AkilesHttp } from "./requests";
import { type AkilesMember, expandedMemberSchema, memberSchema } from "./schemas";

const FIND_PAGES_MAX = 20;

/** All live members with e-mails and associations: one call per 100 people. */
export async function observe(
  http: AkilesHttp,
  cursor: string | null,
  now: Date,
): Promise<Page<VendorPerson>> {
  const page = await listMembers(http, {}, cursor);
  const live = page.items.filter((member) => !member.is_deleted);
  return {
    items: live.map((m) => toPerson(m, { emails: m.emails, associations: m.group_associations }, now)),
    next: page.next,
    skipped: page.skipped,
  };
}

/**
 * One call where the single member can be expanded, else three: it is not documented whether it can, nor
 * whether a deleted member answers as deleted or as 404; both are null here.
 */
export async function observePerson(
  http: AkilesHttp,
  memberId: string,
  now: Date,
): Promise<VendorPerson | null> {
  const body = await orNull(() => getMemberExpanded(http, memberId), ["not_found", "invalid_request"]);
  const member =
    body === null ? await memberOrNull(http, memberId) : parseAnswer(memberSchema, body, "akiles get_member");
  if (!member || member.is_deleted) return null;
  const [expanded] = parseRows(expandedMemberSchema, [body]).items;
  const held = expanded
    ? { emails: expanded.emails, associations: expanded.group_associations }
    : { emails: await listEmails(http, memberId), associations: await listAssociations(http, memberId) };
  return toPerson(member, held, now);
}

/**
 * The filter is asked of Akiles and checked again here: how it matches e-mails is not documented, and a
 * filter that was ignored must not turn everybody into a match. Errors: `unexpected_response` when a row
 * did not parse, for the one looked for could be it.
 */
export async function findPeople(
  http: AkilesHttp,
  by: Parameters<Connector["findPeople"]>[0],
  now: Date,
): Promise<readonly VendorPerson[]> {
  const byMarker = "marker" in by;
  const email = byMarker ? "" : normalEmail(by.email);
  const filter = byMarker ? { [`metadata.${KEYS.person}`]: by.marker } : { email };
  const matches = (person: VendorPerson) =>
    byMarker ? person.marker === by.marker : person.emails.includes(email);
  const found: VendorPerson[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < FIND_PAGES_MAX; pages += 1) {
    const page: Awaited<ReturnType<typeof listMembers>> = await listMembers(http, filter, cursor);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", "akiles find_people: a row did not parse");
    for (const m of page.items) {
      if (m.is_deleted) continue;
      const person = toPerson(m, { emails: m.emails, associations: m.group_associations }, now);
      if (matches(person)) found.push(person);
    }
    if (page.next === null) return found;
    cursor = page.next;
  }
  throw new VendorError("unexpected_response", `akiles find_people: more than ${FIND_PAGES_MAX} pages`);
}

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

/** Looks for the mark first. Of several (two lost answers) the oldest is taken: lists come newest first. */
export async function createPerson(
  http: AkilesHttp,
  op: Verb<"createPerson">,
  now: Date,
): Promise<OperationOutcome> {
  const existing = (await findPeople(http, { marker: op.marker }, now)).at(-1);
  if (existing) return { status: "already_satisfied", vendorId: existing.vendorPersonId };
  const member = await createMember(http, { name: op.name, metadata: memberMetadata(op.marker, op.labels) });
  return { status: "applied", vendorId: member.id };
}

/** Lifts a soft delete and any end. A member that is not deleted is left alone: somebody else ended it. */
export async function restorePerson(http: AkilesHttp, op: Verb<"restorePerson">): Promise<OperationOutcome> {
  const member = await getMember(http, op.vendorPersonId);
  if (!member.is_deleted) return { status: "already_satisfied", vendorId: member.id };
  const restored = await restoreMember(http, op.vendorPersonId);
  if (restored.is_deleted)
    throw new VendorError("unexpected_response", "akiles restore_member: still deleted");
  return { status: "applied", vendorId: restored.id };
}

/** Reads the mark before it deletes: a member that Lintel did not make is never deleted. */
export async function removePerson(
  http: AkilesHttp,
  input: { readonly vendorPersonId: string; readonly marker: string },
): Promise<OperationOutcome> {
  const member = await memberOrNull(http, input.vendorPersonId);
  if (!member || member.is_deleted) return { status: "already_satisfied" };
  if (member.metadata[KEYS.person] !== input.marker)
    throw new VendorError("conflict", "akiles delete_member: not the mark of this person");
  await deleteMember(http, member.id);
  return { status: "applied", vendorId: member.id };
}

/** The member as Akiles shows it, deleted ones too; null when it knows no such id. */
export const memberOrNull = (http: AkilesHttp, memberId: string): Promise<AkilesMember | null> =>
  orNull(() => getMember(http, memberId), ["not_found"]);

async function orNull<T>(call: () => Promise<T>, kinds: readonly VendorError["kind"][]): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof VendorError && kinds.includes(error.kind)) return null;
    throw error;
  }
}
