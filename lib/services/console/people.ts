import { listConnections } from "@/db/queries/connections";
import { listAllLinks, listAllPersons, listProposalsOf, memberNames } from "@/db/queries/console";
import type { PersonRow } from "@/db/queries/persons";
import type { InstallationId, MemberId, PersonId } from "@/lib/access/types";
import type { Services } from "../context";
import { isPlain } from "../people/confirm-people";
import type { PeopleToConfirmView, PersonQuestionView } from "../people-views";
import { labelOf } from "./access-state";

const SHOWN_MAX = 200;

/**
 * Everybody of whom an admin is to say who they are at a vendor, by name; also of connections that were never
 * active; of one member alone where asked. `sharesWith` also names whoever is asked about the same person earlier in the list: to confirm both is to
 * say that they are one human.
 */
export async function readPeopleToConfirm(
  services: Services,
  input: { readonly installationId: InstallationId; readonly memberId?: MemberId },
): Promise<PeopleToConfirmView> {
  const { installationId } = input;
  const [connections, people, links, names] = await Promise.all([
    listConnections(services.db, { installationId }),
    listAllPersons(services.db, { installationId, ids: null }),
    listAllLinks(services.db, { installationId, memberIds: null }),
    memberNames(services.db, { installationId, ids: null }),
  ]);
  const asked = people.filter((person) => person.link !== "ready");
  if (asked.length === 0) return { questions: [], more: 0 };
  const kept = new Map(
    connections
      .filter((row) => row.state !== "disconnected" && row.disconnectingSince === null)
      .map((row) => [row.id, row]),
  );
  const proposals = await listProposalsOf(services.db, {
    installationId,
    personIds: asked.map((person) => person.id),
  });
  const nameOf = (memberId: MemberId) => names.get(memberId) ?? `Member ${memberId}`;
  const membersOf = new Map<PersonId, MemberId[]>();
  for (const { personId, memberId } of links)
    membersOf.set(personId, [...(membersOf.get(personId) ?? []), memberId]);
  const namesOf = (personId: PersonId) => (membersOf.get(personId) ?? []).map(nameOf);
  const keyOf = (row: { connectionId: string; vendorPersonId: string | null }) =>
    `${row.connectionId} ${row.vendorPersonId}`;
  const standsFor = new Map<string, string[]>();
  for (const person of people)
    if (person.vendorPersonId !== null) standsFor.set(keyOf(person), namesOf(person.id));

  const questions: PersonQuestionView[] = [];
  for (const person of asked.toSorted(byName(namesOf))) {
    const connection = kept.get(person.connectionId);
    const [first] = membersOf.get(person.id) ?? [];
    if (!connection || first === undefined) continue;
    const vendorName = services.definition(connection.vendor)?.name ?? connection.vendor;
    const own = proposals.filter((row) => row.personId === person.id);
    questions.push({
      personId: person.id,
      memberId: first,
      memberName: namesOf(person.id).join(", "),
      connectionLabel: labelOf(connection, vendorName),
      vendorName,
      candidates: own.map((row) => ({
        vendorPersonId: row.vendorPersonId,
        name: row.vendorName,
        holdsForeignGroups: row.holdsForeignGroups,
        isOperator: row.isOperator,
        sharesWith: standsFor.get(keyOf(row)) ?? [],
      })),
      isPlain: isPlain(own),
    });
    for (const row of own)
      standsFor.set(keyOf(row), [...(standsFor.get(keyOf(row)) ?? []), ...namesOf(person.id)]);
  }
  const { memberId } = input;
  const shown = questions.filter(
    (one) => memberId === undefined || membersOf.get(one.personId as PersonId)?.includes(memberId),
  );
  return { questions: shown.slice(0, SHOWN_MAX), more: Math.max(0, shown.length - SHOWN_MAX) };
}

const byName = (namesOf: (personId: PersonId) => readonly string[]) => (a: PersonRow, b: PersonRow) => {
  const [left, right] = [namesOf(a.id).join(), namesOf(b.id).join()];
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
};
