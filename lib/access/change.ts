import { compareText, sourceKey } from "./keys";
import type { MemberId, Operation, PersonId, Plan } from "./types";

/** What a change of settings does to a plan computed at one instant (M4). Ordinary edges appear in neither. */
export interface CausedOperations {
  /** Planned with the change and not without it, in plan order. */
  readonly caused: readonly Operation[];
  /** Planned without the change and not with it: what it stops from happening. */
  readonly prevented: readonly Operation[];
}

/** Compares two plans of the same instant, ledger and observation. Equal operations cancel out. */
export function causedOperations(withChange: Plan, without: Plan): CausedOperations {
  return {
    caused: difference(withChange.operations, without.operations),
    prevented: difference(without.operations, withChange.operations),
  };
}

function difference(these: readonly Operation[], those: readonly Operation[]): Operation[] {
  const others = new Set(those.map(operationText));
  return these.filter((operation) => !others.has(operationText(operation)));
}

/** A stable text of a set of operations, one a line, sorted: equal sets give equal text. To be hashed elsewhere. */
export function canonical(operations: readonly Operation[]): string {
  return operations.map(operationText).sort(compareText).join("\n");
}

/** Every field in a fixed order, instants as ISO text, sources sorted. */
function operationText(operation: Operation): string {
  if (operation.verb === "ensurePerson") {
    return JSON.stringify([operation.verb, operation.connectionId, operation.personId]);
  }
  const { connectionId, personId, groupId } = operation.key;
  const head = [operation.verb, connectionId, personId, groupId];
  if (operation.verb === "revoke") {
    return JSON.stringify([...head, operation.ledgerId, operation.vendorGrantId, operation.basis]);
  }
  const { from, until } = operation.window;
  const rest = [
    from.toISOString(),
    until?.toISOString() ?? null,
    operation.sources.map(sourceKey).sort(compareText),
  ];
  return operation.verb === "grant"
    ? JSON.stringify([...head, ...rest, operation.timed, operation.ledgerId])
    : JSON.stringify([...head, ...rest, operation.ledgerId, operation.vendorGrantId]);
}

export interface ChangeCounts {
  readonly peopleAdded: number;
  readonly accessGiven: number;
  readonly accessTaken: number;
  /** Same access, other times. */
  readonly accessMoved: number;
}

/**
 * Counts what the change does to each member. Several members may be one person: each is counted, since each
 * gains or loses. A prevented grant counts as taken and a prevented revoke as given.
 */
export function countsByMember(
  change: CausedOperations,
  membersOf: (personId: PersonId) => readonly MemberId[],
): ReadonlyMap<MemberId, ChangeCounts> {
  const counts = new Map<MemberId, ChangeCounts>();
  const count = (
    operations: readonly Operation[],
    fieldOf: (operation: Operation) => keyof ChangeCounts | null,
  ) => {
    for (const operation of operations) {
      const field = fieldOf(operation);
      if (field === null) continue;
      const personId = operation.verb === "ensurePerson" ? operation.personId : operation.key.personId;
      for (const memberId of membersOf(personId)) {
        const before = counts.get(memberId) ?? NO_COUNTS;
        counts.set(memberId, { ...before, [field]: before[field] + 1 });
      }
    }
  };
  count(change.caused, ({ verb }) => CAUSED_FIELD[verb]);
  count(change.prevented, ({ verb }) => PREVENTED_FIELD[verb]);
  return counts;
}

const NO_COUNTS: ChangeCounts = { peopleAdded: 0, accessGiven: 0, accessTaken: 0, accessMoved: 0 };

type FieldByVerb = Readonly<Record<Operation["verb"], keyof ChangeCounts | null>>;
const CAUSED_FIELD: FieldByVerb = {
  ensurePerson: "peopleAdded",
  grant: "accessGiven",
  retime: "accessMoved",
  revoke: "accessTaken",
};
/** A re-time that is planned either way, with other times, is counted once: among the caused. */
const PREVENTED_FIELD: FieldByVerb = {
  ensurePerson: null,
  grant: "accessTaken",
  retime: null,
  revoke: "accessGiven",
};
