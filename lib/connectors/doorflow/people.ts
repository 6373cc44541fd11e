import type { Connector, OperationOutcome, Page, VendorOperation, VendorPerson } from "../contract";
import { VendorError } from "../errors";
import { orNull } from "../outcomes";
import {
  allCredentials,
  type DoorFlowHttp,
  deleteCredential,
  deletePerson,
  getPerson,
  type ListPage,
  listPeople,
  createPerson as postPerson,
} from "./api";
import { isId, neededId, normalEmail, toNames, toNotes, toPerson } from "./convert";
import { liveReservations, readHeld } from "./held";
import type { DoorFlowPerson, DoorFlowReservation } from "./schemas";

type Verb<Name extends VendorOperation["verb"]> = Extract<VendorOperation, { readonly verb: Name }>;

const FIND_PAGES_MAX = 200;

/**
 * Everybody, a hundred people a call, with their groups in their own rows; the reservations of all are read once, after the
 * first page, and shared out over the pages.
 */
export function createObserver(http: DoorFlowHttp) {
  let reservations: ReadonlyMap<string, readonly DoorFlowReservation[]> | null = null;
  return async (cursor: string | null, now: Date): Promise<Page<VendorPerson>> => {
    const page = await listPeople(http, cursor === null ? 1 : Number(neededId(cursor, "observe")));
    if (cursor === null || reservations === null) reservations = await byPerson(http);
    const held = reservations;
    return {
      items: page.items.map((person) => toPerson(person, held.get(person.id) ?? [], now)),
      next: page.next === null ? null : String(page.next),
      skipped: page.skipped,
    };
  };
}

async function byPerson(http: DoorFlowHttp): Promise<ReadonlyMap<string, readonly DoorFlowReservation[]>> {
  const held = new Map<string, DoorFlowReservation[]>();
  for (const row of await liveReservations(http))
    held.set(row.person_id, [...(held.get(row.person_id) ?? []), row]);
  return held;
}

/** Two calls. Deleted people are 404, and null here. */
export async function observePerson(
  http: DoorFlowHttp,
  personId: string,
  now: Date,
): Promise<VendorPerson | null> {
  if (!isId(personId)) return null;
  const held = await orNull(() => readHeld(http, personId), "not_found");
  return held && toPerson(held.person, held.reservations, now);
}

/**
 * By mark or by e-mail, each a filter of DoorFlow's and compared again: that of e-mails matches parts. Two people with one
 * mark are both told. Errors: `unexpected_response` when a row did not parse, for the one looked for could be it.
 */
export async function findPeople(
  http: DoorFlowHttp,
  by: Parameters<Connector["findPeople"]>[0],
  now: Date,
): Promise<readonly VendorPerson[]> {
  const found = "marker" in by ? await markedPeople(http, by.marker) : await addressed(http, by.email);
  if (found.length === 0) return [];
  const all = await liveReservations(http);
  return found.map((person) => {
    const own = all.filter((row) => row.person_id === person.id);
    return toPerson(person, own, now);
  });
}

const markedPeople = (http: DoorFlowHttp, marker: string) =>
  filtered(http, { system_id: marker }, (person) => person.system_id === marker);

function addressed(http: DoorFlowHttp, address: string) {
  const email = normalEmail(address);
  return filtered(http, { email }, (person) => normalEmail(person.email ?? "") === email);
}

async function filtered(
  http: DoorFlowHttp,
  filter: Parameters<typeof listPeople>[2],
  isMeant: (person: DoorFlowPerson) => boolean,
): Promise<readonly DoorFlowPerson[]> {
  const found = new Map<string, DoorFlowPerson>();
  let next: number | null = 1;
  for (let pages = 0; pages < FIND_PAGES_MAX; pages += 1) {
    const page: ListPage<DoorFlowPerson> = await listPeople(http, next, filter);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", "doorflow list_people: a row did not parse");
    for (const person of page.items) if (isMeant(person)) found.set(person.id, person);
    if (page.next === null) return [...found.values()];
    next = page.next;
  }
  throw new VendorError("unexpected_response", `doorflow list_people: more than ${FIND_PAGES_MAX} pages`);
}

/** Looks for the mark first. The address is left out: DoorFlow takes each once, and it opens nothing there. */
export async function createPerson(http: DoorFlowHttp, op: Verb<"createPerson">): Promise<OperationOutcome> {
  const [existing] = await markedPeople(http, op.marker);
  if (existing) return { status: "already_satisfied", vendorId: existing.id };
  const notes = toNotes(op.labels ?? {});
  const made = await postPerson(http, {
    ...toNames(op.name),
    system_id: op.marker,
    ...(notes === "" ? {} : { notes }),
  });
  return { status: "applied", vendorId: made.id };
}

/**
 * Reads the mark before it deletes. PINs and cards go first, so that their values are free again. Errors: `conflict` for
 * somebody with another mark, or none.
 */
export async function removePerson(
  http: DoorFlowHttp,
  input: { readonly vendorPersonId: string; readonly marker: string },
): Promise<OperationOutcome> {
  const { vendorPersonId: id, marker } = input;
  const person = isId(id) ? await orNull(() => getPerson(http, id), "not_found") : null;
  if (!person) return { status: "already_satisfied" };
  if (person.id !== id || person.system_id !== marker)
    throw new VendorError("conflict", "doorflow delete_person: not the mark of this person");
  for (const held of await allCredentials(http, id))
    await orNull(() => deleteCredential(http, id, held.id), "not_found");
  await orNull(() => deletePerson(http, id), "not_found");
  if (await orNull(() => getPerson(http, id), "not_found"))
    throw new VendorError("unexpected_response", "doorflow delete_person: the person is still there");
  return { status: "applied", vendorId: id };
}
