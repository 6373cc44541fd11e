import { listProblems } from "@/db/queries/credential-problems";
import type { PersonRow } from "@/db/queries/persons";
import { getPerson } from "@/db/queries/persons";
import { pinFault } from "../credentials/pin-rules";
import { replaceMadePin } from "../credentials/replace-made-pin";
import { cardsHashes, pinHashes } from "../credentials/store";
import { loadWanted, type Wanted } from "../credentials/wanted";
import type { PersonRun } from "./person-run";
import { projectMembers } from "./project-members";
import { type CredentialWrite, writeCredential } from "./write-credential";

/** Other PINs tried in a row when the vendor takes none of those that Lintel made. */
const PINS_MAX = 5;

/**
 * Keeps the e-mail address, PIN and cards of ours at the vendor equal to those of the member linked first, as far as
 * the connection carries them, and takes away what it carries no more. What was never read is left as it is.
 *
 * False = something was refused: noted on the person, and nothing else waits for it (design P4).
 */
export async function syncCredentials(run: PersonRun): Promise<boolean> {
  const { services, connection, definition, person } = run;
  if (person.vendorPersonId === null || person.link !== "ready") return true;
  const { vendorPersonId } = person;
  const key = { installationId: connection.installationId, personId: person.id };
  const [wanted, known] = await Promise.all([
    wantedOf(run),
    listProblems(services.db, { installationId: key.installationId, personIds: [person.id] }),
  ]);
  if (!wanted) return true;
  const can = definition.capabilities;
  const results: (string | null)[] = [];
  if (can.email.value === "yes")
    results.push(await writeCredential(run, emailWrite(run, vendorPersonId, wanted), known));
  if (can.pin.value === "yes" && wanted.pin.state !== "unread")
    results.push(await syncPin(run, vendorPersonId, wanted, known));
  if (can.cards.value === "yes" && wanted.cards.state !== "unread")
    results.push(await writeCredential(run, cardsWrite(run, vendorPersonId, wanted), known));
  return results.every((result) => result !== "refused");
}

const wantedOf = async ({ services, connection, person }: PersonRun) =>
  (await loadWanted(services, connection, [person.id])).get(person.id);

function emailWrite(run: PersonRun, vendorPersonId: string, { email }: Wanted): CredentialWrite {
  const { services, connection } = run;
  return {
    kind: "email",
    hashes:
      email === null
        ? []
        : services.hash.every({ purpose: "person-email", scope: connection.installationId, value: email }),
    fault: email === null || /^[^\s@]+@[^\s@]+$/.test(email) ? null : "bad_address",
    refusal: "refused",
    marksAnew: false,
    operation: () => ({ verb: "setEmail", vendorPersonId, email }),
  };
}

function cardsWrite(run: PersonRun, vendorPersonId: string, wanted: Wanted): CredentialWrite {
  const cards = wanted.cards.state === "some" ? wanted.cards.open() : [];
  return {
    kind: "card",
    hashes: cards.length === 0 ? [] : cardsHashes(run.services, run.connection, cards),
    fault: null,
    refusal: "refused",
    marksAnew: false,
    operation: () => ({ verb: "setCards", vendorPersonId, cards }),
  };
}

function pinWrite(run: PersonRun, vendorPersonId: string, wanted: Wanted): CredentialWrite {
  const { services, connection, definition } = run;
  const pin = wanted.pin.state === "some" ? wanted.pin.open() : null;
  const hashes = pin === null ? [] : pinHashes(services, connection, pin);
  const [pinHash = null, ...olderHashes] = hashes;
  const rule = definition.pinRule;
  return {
    kind: "pin",
    hashes,
    fault: pin === null || rule === null ? null : pinFault(pin, rule),
    refusal: "taken",
    marksAnew: true,
    operation: () => ({ verb: "setPin", vendorPersonId, pin, pinHash, olderHashes }),
  };
}

/**
 * A PIN that Lintel made and the vendor refuses becomes another one, also where it was accepted already. Once it is
 * accepted the member is looked at again, for the PIN to be written to Nexudus.
 */
async function syncPin(
  run: PersonRun,
  vendorPersonId: string,
  first: Wanted,
  known: Parameters<typeof writeCredential>[2],
): Promise<string> {
  const { services, connection } = run;
  const { installationId } = connection;
  const failedBefore = new Set(run.failed);
  let working: PersonRun = run;
  let wanted = first;
  for (let tries = 1; ; tries += 1) {
    const result = await writeCredential(working, pinWrite(working, vendorPersonId, wanted), known);
    if (result !== "refused" || !wanted.made || tries > PINS_MAX) {
      if (tries > 1)
        await projectMembers(services, {
          installationId,
          memberIds: [wanted.memberId],
          cause: "another PIN",
        });
      if (result === "written" && wanted.made)
        await services.emit([
          {
            name: "access/member.touched",
            data: { installationId, memberId: wanted.memberId, reason: "pin" },
          },
        ]);
      return result;
    }
    if (!(await replaceMadePin(services, { installationId, write: wanted.made }))) return result;
    // The one that was refused is nobody's any more.
    for (const id of run.failed) if (!failedBefore.has(id)) run.failed.delete(id);
    const person: PersonRow | null = await getPerson(services.db, {
      installationId,
      personId: run.person.id,
    });
    if (!person) return result;
    working = { ...run, person };
    wanted = (await wantedOf(run)) ?? wanted;
  }
}
