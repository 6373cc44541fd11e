import type { Connector, OperationOutcome, Page, VendorOperation, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import type { Prefix } from "./answers";
import {
  type AcmHttp,
  deletePerson,
  filterPeople,
  getPerson,
  JSON_PAGE,
  type Listed,
  listIds,
  listPeople,
  createPerson as postPerson,
} from "./api";
import { isId, markerOf, neededId, normalEmail, personFields, splitName, toPerson } from "./convert";
import { VENDOR } from "./endpoints";
import type { AcmIdentity } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;
type Found = AcmIdentity & { readonly prefix: Prefix };

/** More hits of a filter than this are no hits: the server ignored the filter. */
const HITS_MAX = 20;
const PAGES_MAX = 1_000;
const JSON_CURSOR = /^json:(\d{1,4})$/;

/**
 * Everybody: one answer in XML, or page by page in JSON where the server has no such list; then each person is read, for
 * that list shows no roles. A list of nobody is an error: the account that asks is a person itself.
 */
export async function observe(http: AcmHttp, cursor: string | null): Promise<Page<VendorPerson>> {
  const page = JSON_CURSOR.exec(cursor ?? "")?.[1];
  if (page !== undefined) return observeJson(http, Number(page));
  const all = await listPeople(http);
  if (all === null) return observeJson(http, 1);
  if (all.items.length + all.skipped === 0) throw nobody();
  return { items: all.items.map(toPerson), next: null, skipped: all.skipped };
}

async function observeJson(http: AcmHttp, page: number): Promise<Page<VendorPerson>> {
  const { ids, rows, skipped, total } = await listIds(http, page);
  if (page === 1 && rows === 0) throw nobody();
  const items: VendorPerson[] = [];
  for (const id of ids) {
    const person = await personOrNull(http, id);
    if (person) items.push(toPerson(person));
  }
  const isLast = total === null ? rows < JSON_PAGE : page * JSON_PAGE >= total;
  return { items, next: isLast ? null : `json:${page + 1}`, skipped };
}

const nobody = () => new VendorError("unexpected_response", `${VENDOR} list_people: a list of nobody`);

export async function observePerson(http: AcmHttp, personId: string): Promise<VendorPerson | null> {
  const person = isId(personId) ? await personOrNull(http, personId) : null;
  return person && toPerson(person);
}

/** Null when the server knows no such person. */
export async function personOrNull(http: AcmHttp, id: string): Promise<Found | null> {
  try {
    return await getPerson(http, id);
  } catch (error) {
    if (error instanceof VendorError && error.kind === "not_found") return null;
    throw error;
  }
}

export async function findPeople(
  http: AcmHttp,
  by: Parameters<Connector["findPeople"]>[0],
): Promise<readonly VendorPerson[]> {
  const { found } =
    "marker" in by ? await findMarked(http, by.marker, null) : await findByEmail(http, normalEmail(by.email));
  return found.map(toPerson);
}

const findByEmail = (http: AcmHttp, email: string) =>
  search(http, {
    attribute: "identityEmailaddress",
    value: email,
    isIt: (person) => normalEmail(person.plasecidentityEmailaddress) === email,
    mayBe: () => false,
  });

/** `name` = of the person looked for, where known: some lists show names only. */
const findMarked = (http: AcmHttp, marker: string, name: string | null) => {
  const wanted = name === null ? null : toName(splitName(name));
  return search(http, {
    attribute: "identityAddress",
    value: marker,
    isIt: (person) => markerOf(person) === marker,
    mayBe: (person) =>
      wanted !== null && person.plasecidentityAddress === "" && toPerson(person).name === wanted,
  });
};
const toName = ({ first, last }: ReturnType<typeof splitName>) => (first === "" ? last : `${first} ${last}`);

interface Search {
  /** Without its prefix. */
  readonly attribute: string;
  readonly value: string;
  readonly isIt: (person: AcmIdentity) => boolean;
  /** A row of a list that may hide what is looked for: then the person is read. */
  readonly mayBe: (person: AcmIdentity) => boolean;
}

/**
 * A filter that finds somebody is checked and believed; one that finds nobody is not (it may not know the attribute, or
 * the address was typed with a blank): then everybody is looked at. Errors: `unexpected_response` when a row did not
 * parse, for the one looked for could be it.
 */
async function search(
  http: AcmHttp,
  { attribute, value, isIt, mayBe }: Search,
): Promise<{ readonly found: readonly AcmIdentity[]; readonly prefix: Prefix }> {
  const hits = await filterPeople(http, `plasec${attribute}`, value);
  if (hits && hits.items.length <= HITS_MAX) {
    const found: AcmIdentity[] = [];
    for (const hit of whole(hits)) {
      const person = isIt(hit) ? hit : await personOrNull(http, hit.cn);
      if (person && isIt(person)) found.push(person);
    }
    if (found.length > 0) return { found, prefix: hits.prefix };
  }
  const all = await listPeople(http);
  if (all === null) return searchJson(http, isIt);
  if (all.items.length + all.skipped === 0) throw nobody();
  const found: AcmIdentity[] = [];
  for (const row of whole(all)) {
    const person = isIt(row) || !mayBe(row) ? row : await personOrNull(http, row.cn);
    if (person && isIt(person)) found.push(person);
  }
  return { found, prefix: all.prefix };
}

function whole({ items, skipped }: Listed): readonly AcmIdentity[] {
  if (skipped === 0) return items;
  throw new VendorError("unexpected_response", `${VENDOR} find_people: a row did not parse`);
}

async function searchJson(http: AcmHttp, isIt: Search["isIt"]): Promise<Awaited<ReturnType<typeof search>>> {
  const found: AcmIdentity[] = [];
  let prefix: Prefix = "plasec";
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { ids, rows, skipped, total } = await listIds(http, page);
    if (skipped > 0)
      throw new VendorError("unexpected_response", `${VENDOR} find_people: a row did not parse`);
    if (page === 1 && rows === 0) throw nobody();
    for (const id of ids) {
      const person = await personOrNull(http, id);
      if (person) prefix = person.prefix;
      if (person && isIt(person)) found.push(person);
    }
    if (total === null ? rows < JSON_PAGE : page * JSON_PAGE >= total) return { found, prefix };
  }
  throw new VendorError("unexpected_response", `${VENDOR} find_people: more than ${PAGES_MAX} pages`);
}

/**
 * Looks for the mark first; of several (two lost answers) the first is taken. A person whose mark was not kept could
 * never be told from those of others, so it is taken away again at once.
 * Errors: `unexpected_response` with code `mark_not_kept`.
 */
export async function createPerson(http: AcmHttp, op: Verb<"createPerson">): Promise<OperationOutcome> {
  const { found, prefix } = await findMarked(http, op.marker, op.name);
  const [existing] = found;
  if (existing) return { status: "already_satisfied", vendorId: existing.cn };
  const id = await postPerson(http, personFields({ ...op, labels: op.labels ?? {} }, prefix));
  const made = await getPerson(http, id);
  if (markerOf(made) === op.marker) return { status: "applied", vendorId: id };
  await deletePerson(http, id);
  throw new VendorError("unexpected_response", `${VENDOR} create_person: the mark was not kept`, {
    vendorCode: "mark_not_kept",
  });
}

/** The person, who must exist. Errors: `not_found`. */
export const neededPerson = (http: AcmHttp, personId: string, operation: string): Promise<Found> =>
  getPerson(http, neededId(personId, operation));
