import { compareText, sourceKey } from "./keys";
import { nextEdge } from "./next-edge";
import { type Cell, type CellContext, planCell, type Step } from "./plan-cell";
import type {
  DesiredGrant,
  GrantKey,
  HeldOperation,
  LedgerChange,
  LedgerGrant,
  ObservedGrant,
  Operation,
  PersonId,
  Plan,
  PlanInput,
  PlannedPerson,
  Window,
} from "./types";

/**
 * Compares what should be, what is, and what is ours; says what to do. Pure: the same input gives the same
 * plan, in whatever order its lists come. Applying the plan and planning again gives no operations.
 *
 * One person and group at a time ("row" = ledger row with a window still to come or running):
 *
 * | desired  | ledger row          | own object seen | vendor read | result                                     |
 * |----------|---------------------|-----------------|-------------|--------------------------------------------|
 * | yes, due | none                | none            | any         | grant                                      |
 * | yes, later | none              | none            | any         | nothing until the push-ahead               |
 * | yes      | none                | equal           | any         | record                                     |
 * | yes      | intended            | equal           | any         | claim                                      |
 * | yes, due | intended            | none equal      | any         | grant again, same row                      |
 * | yes      | present             | equal           | any         | nothing (restate when only reasons changed) |
 * | yes      | present             | other window    | any         | retime (drift)                             |
 * | yes, due | present             | none            | complete    | grant again, same row                      |
 * | yes      | present             | none            | incomplete  | trusted: nothing, or retime                |
 * | moved    | present             | any             | any         | retime; untimed: restate                   |
 * | no       | present             | yes             | any         | revoke, or held (below)                    |
 * | no       | present             | none            | complete    | forget                                     |
 * | no       | present             | none            | incomplete  | revoke by its object id, or held           |
 * | no       | intended            | none equal      | complete    | forget                                     |
 * | no       | intended            | none equal      | incomplete  | kept: the object may still surface         |
 * | no       | none                | yes             | any         | revoke, or held                            |
 * | any      | any                 | foreign only    | any         | as "none"; one per group: grant held `not_ours`; so too beside one without a window where `openEnded` is untimed |
 *
 * A revoke is planned when `proofOf` proves it, else held `incomplete_snapshot`; one of a `kept` row is held
 * `revoke_budget` until its window has passed. A right that may not be taken
 * yet counts as desired, so that no re-time takes it either (only with one timed object per group may an
 * earlier proven window move the object away from a later unproven one).
 *
 * Order: people; then what has begun: grants, re-times, revokes, each by start, so that what replaces something
 * is there before the old goes; then what begins later, by start: no ending waits for it. With one object per
 * group a stray of ours makes room first.
 */
export function plan(input: PlanInput): Plan {
  const mentioned = once(() => {
    const keys = new Set<string>();
    for (const { because } of input.desired) for (const share of because) keys.add(sourceKey(share.source));
    return keys;
  });

  const steps: Step[] = [];
  const held: { item: HeldOperation; order: string }[] = [];
  const ledgerChanges: LedgerChange[] = [];
  const { now, capabilities } = input;
  let nextEdgeAt: Date | null = null;

  for (const share of sharesOf(input)) {
    const { person } = share;
    const context: CellContext = {
      now: input.now,
      standings: input.standings,
      mentioned,
      platformComplete: input.platformComplete,
      link: person.link,
      isVendorComplete: input.observed.complete,
      capabilities: input.capabilities,
      kept: input.kept ?? NONE,
    };
    let needsPerson = false;
    for (const cell of cellsOf(share)) {
      const cellPlan = planCell(cell, context);
      for (const step of cellPlan.steps) steps.push(step);
      for (const item of cellPlan.held) held.push({ item, order: orderText(item.operation) });
      for (const change of cellPlan.changes) ledgerChanges.push(change);
      const edge = nextEdge({ now, capabilities, ...cell });
      if (edge !== null && (nextEdgeAt === null || edge < nextEdgeAt)) nextEdgeAt = edge;
      needsPerson ||= cellPlan.needsPerson;
    }
    if (!needsPerson || person.vendorPersonId !== null) continue;
    const { connectionId } = input;
    const operation: Operation = { verb: "ensurePerson", connectionId, personId: person.personId };
    if (person.link === "ready") steps.push({ operation, from: null, makesRoom: false });
    else {
      const reason = person.link === "ambiguous" ? "ambiguous_person" : "unconfirmed_person";
      held.push({ item: { operation, reason }, order: orderText(operation) });
    }
  }

  return {
    ...inOrder(steps, now),
    held: held.sort((a, b) => compareText(a.order, b.order)).map(({ item }) => item),
    ledgerChanges: ledgerChanges.sort(compareChanges),
    nextEdgeAt,
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Computes on the first call and remembers. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What the input says of one person. */
interface Share {
  readonly person: PlannedPerson;
  readonly desired: DesiredGrant[];
  readonly rows: LedgerGrant[];
  readonly observed: ObservedGrant[];
}

/** The input by person, sorted; rows of other connections and other people are left out. */
function sharesOf(input: PlanInput): Share[] {
  const shares = new Map<PersonId, Share>();
  for (const person of input.people)
    shares.set(person.personId, { person, desired: [], rows: [], observed: [] });
  const shareOf = (key: GrantKey) =>
    key.connectionId === input.connectionId ? shares.get(key.personId) : undefined;
  for (const grant of input.desired) shareOf(grant.key)?.desired.push(grant);
  for (const row of input.ledger) shareOf(row.key)?.rows.push(row);
  for (const object of input.observed.items) shareOf(object.key)?.observed.push(object);
  return [...shares.values()].sort((a, b) => compareText(a.person.personId, b.person.personId));
}

/** One person's share by group, sorted. Made when the person's turn comes, so that little is held at once. */
function cellsOf(share: Share): Cell[] {
  interface Draft extends Cell {
    readonly windows: Window[];
    readonly because: Cell["because"][number][];
    readonly rows: LedgerGrant[];
    readonly observed: ObservedGrant[];
  }
  const drafts = new Map<string, Draft>();
  const draftOf = (key: GrantKey): Draft => {
    const known = drafts.get(key.groupId);
    if (known !== undefined) return known;
    const draft: Draft = { key, windows: [], because: [], rows: [], observed: [] };
    drafts.set(key.groupId, draft);
    return draft;
  };
  for (const grant of share.desired) {
    const draft = draftOf(grant.key);
    for (const window of grant.windows) draft.windows.push(window);
    for (const because of grant.because) draft.because.push(because);
  }
  for (const row of share.rows) draftOf(row.key).rows.push(row);
  for (const object of share.observed) draftOf(object.key).observed.push(object);
  return [...drafts.values()].sort((a, b) => compareText(a.key.groupId, b.key.groupId));
}

const PHASES = { ensurePerson: 0, makesRoom: 1, grant: 2, retime: 3, revoke: 4, later: 5 } as const;

function inOrder(steps: readonly Step[], now: Date): Pick<Plan, "operations" | "later"> {
  const ordered = steps
    .map((step) => ({
      operation: step.operation,
      phase: phaseOf(step, now),
      fromMs: step.from === null ? 0 : step.from.getTime(),
      text: orderText(step.operation),
    }))
    .sort(
      (a, b) =>
        a.phase - b.phase ||
        a.fromMs - b.fromMs ||
        PHASES[a.operation.verb] - PHASES[b.operation.verb] ||
        compareText(a.text, b.text),
    );
  const later = ordered.filter(({ phase }) => phase === PHASES.later);
  return {
    operations: ordered.map(({ operation }) => operation),
    later: new Set(later.map(({ operation }) => operation)),
  };
}

function phaseOf({ operation, from, makesRoom }: Step, now: Date): number {
  if (makesRoom) return PHASES.makesRoom;
  return from !== null && from > now ? PHASES.later : PHASES[operation.verb];
}

/** Person, group, then what tells two operations on the same cell apart. */
function orderText(operation: Operation): string {
  if (operation.verb === "ensurePerson") return JSON.stringify([operation.personId, "", operation.verb]);
  const { personId, groupId }: { personId: PersonId; groupId: string } = operation.key;
  const object = operation.verb === "grant" ? "" : operation.vendorGrantId;
  const from = operation.verb === "revoke" ? "" : operation.window.from.toISOString();
  return JSON.stringify([personId, groupId, operation.verb, object, from]);
}

const CHANGE_RANK = { claim: 0, record: 1, restate: 2, forget: 3 } as const;

/** Claims and records first: what follows may name the row they complete. */
function compareChanges(a: LedgerChange, b: LedgerChange): number {
  return CHANGE_RANK[a.kind] - CHANGE_RANK[b.kind] || compareText(changeText(a), changeText(b));
}

function changeText(change: LedgerChange): string {
  return change.kind === "record"
    ? JSON.stringify([change.key.personId, change.key.groupId, change.vendorGrantId])
    : change.ledgerId;
}
