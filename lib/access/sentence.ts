import type {
  AccessGroupId,
  HeldOperation,
  HoldReason,
  Operation,
  PersonId,
  RevokeBasis,
  Source,
  Window,
} from "./types";

/** How ids and instants are shown. Names come from the caller, so that none is kept in a plan. */
export interface Wording {
  person(personId: PersonId): string;
  group(groupId: AccessGroupId): string;
  /** An instant in the zone the reader expects, e.g. "09:45". */
  at(instant: Date): string;
}

/** One sentence on what an operation does, e.g. "Gives Meeting rooms to Ana from 09:45 until 11:15". */
export function operationSentence(operation: Operation, wording: Wording): string {
  if (operation.verb === "ensurePerson")
    return `Adds ${wording.person(operation.personId)} to the door system`;
  const group = wording.group(operation.key.groupId);
  const person = wording.person(operation.key.personId);
  switch (operation.verb) {
    case "grant":
      return `Gives ${group} to ${person} ${period(operation.window, wording)}`;
    case "retime":
      return `Changes ${group} for ${person}: now ${period(operation.window, wording)}`;
    case "revoke":
      return `Takes ${group} from ${person}: ${basisSentence(operation.basis)}`;
    default: {
      const never: never = operation;
      return never;
    }
  }
}

/** The operation and why it waits. */
export function heldSentence({ operation, reason }: HeldOperation, wording: Wording): string {
  return `${operationSentence(operation, wording)} - waiting: ${holdSentence(reason)}`;
}

function period({ from, until }: Window, wording: Wording): string {
  return until === null
    ? `from ${wording.at(from)} with no end`
    : `from ${wording.at(from)} until ${wording.at(until)}`;
}

const HOLDS: Readonly<Record<HoldReason, string>> = {
  not_ours: "somebody gave this access at the vendor, and Lintel leaves it alone",
  incomplete_snapshot: "Nexudus has not yet shown that this right is gone",
  revoke_budget: "unusually many people would lose access, so an admin must approve it",
  ambiguous_person: "more than one person at the vendor could be this member",
  unconfirmed_person: "an admin has not yet confirmed who this is at the vendor",
  connection_paused: "this connection is paused",
  unsupported: "the vendor cannot do this",
};

/** Why an operation is held. */
export function holdSentence(reason: HoldReason): string {
  return HOLDS[reason];
}

const BASES: Readonly<Record<RevokeBasis, string>> = {
  window_ended: "the time is over",
  withdrawn: "what it came from was cancelled or changed",
  unseen: "what it came from no longer exists",
};

/** Why access is taken. */
export function basisSentence(basis: RevokeBasis): string {
  return BASES[basis];
}

const SOURCES: Readonly<Record<Source["kind"], string>> = {
  booking: "a booking",
  contract: "a contract",
  pass: "a pass",
  visit: "a visit",
  adoption: "an admin who let Lintel adopt it",
};

/** What a right comes from. Says the kind only; the caller links the record. */
export function sourceSentence(source: Source): string {
  return `Because of ${SOURCES[source.kind]}`;
}
