import { closeNotices, openNotice } from "@/db/queries/notices";
import { listLinks, type PersonRow } from "@/db/queries/persons";
import type { InstallationId, PersonId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import { TAKEN_OUT } from "../safety/drift";

/** What may be wrong with one person at a vendor, and how Nexudus' own access log says it. No names, no secrets. */
export const PROBLEMS = {
  failed:
    "Lintel could not bring this member's door access in step. Open the member in Lintel to see what to do.",
  held: "This member would lose door access together with unusually many others. An admin is asked in Lintel.",
  shut_out: "This member was suspended or deleted in the door system. Lintel waits for an admin.",
  taken_out: "This member was taken out in the door system again and again. Lintel waits for an admin.",
  unconfirmed:
    "Somebody in the door system has this member's e-mail. An admin is asked in Lintel who this is.",
  credential: "A card or PIN of this member was refused by the door system. Correct it in Nexudus.",
} as const;
export type PersonProblem = keyof typeof PROBLEMS;

interface Key {
  readonly installationId: InstallationId;
  readonly personId: PersonId;
}

const problemKey = (personId: PersonId, what: PersonProblem) => `person:${personId}:${what}`;

/** The text of a stored problem; null for one this release does not know. */
export function problemText(problem: string): string | null {
  const what = problem.split(":").at(-1) ?? "";
  return Object.hasOwn(PROBLEMS, what) ? PROBLEMS[what as PersonProblem] : null;
}

/** A problem that an admin should know of also in Nexudus: told once, by the sweep. Repeat while it lasts: nothing. */
export async function notePersonProblem(
  services: Services,
  input: Key & { readonly connectionId: PersonRow["connectionId"]; readonly what: PersonProblem },
): Promise<void> {
  const { installationId, connectionId, personId, what } = input;
  const [link] = await listLinks(services.db, { installationId, connectionId, personIds: [personId] });
  if (!link) return;
  await openNotice(services.db, {
    id: randomId(),
    installationId,
    memberId: link.memberId,
    problem: problemKey(personId, what),
    now: services.clock.now(),
  });
}

/** These problems of a person are over. Repeat: no change. */
export async function closePersonProblems(
  services: Services,
  input: Key & { readonly what: readonly PersonProblem[] },
): Promise<void> {
  await closeNotices(services.db, {
    installationId: input.installationId,
    problems: input.what.map((what) => problemKey(input.personId, what)),
    now: services.clock.now(),
  });
}

/** What an apply leaves behind: what is wrong with the person now is told, what no longer is gets closed. */
export async function tellPersonProblems(services: Services, person: PersonRow): Promise<void> {
  const key = { installationId: person.installationId, personId: person.id };
  const now: Readonly<Partial<Record<PersonProblem, boolean>>> = {
    unconfirmed: person.link !== "ready",
    shut_out: person.disabledSince !== null,
    taken_out: person.lastErrorKind === TAKEN_OUT,
    failed: person.lastErrorKind !== null && person.lastErrorKind !== TAKEN_OUT,
  };
  const whats = Object.keys(now) as PersonProblem[];
  await closePersonProblems(services, { ...key, what: whats.filter((what) => !now[what]) });
  for (const what of whats)
    if (now[what]) await notePersonProblem(services, { ...key, connectionId: person.connectionId, what });
}
