import { sameSources, sortedSources, sourceKey } from "./keys";
import { type GhostRow, type LiveRow, locateRows } from "./locate-rows";
import { type Holder, matchRows } from "./match-rows";
import { type Proof, type ProofContext, proofOf, proofOfStray } from "./proof";
import { type Candidate, candidatesOf, mergeTargets, type Target, targetsOf } from "./targets";
import { isTimed } from "./timing";
import type {
  Because,
  GrantKey,
  HeldOperation,
  LedgerChange,
  LedgerGrant,
  ObservedGrant,
  Operation,
  PlannedPerson,
  PlanningCapabilities,
  Window,
} from "./types";
import { coversRest, endMs, isOver, sameWindow, sharedMs } from "./windows";

/** Everything about one person and one access group. */
export interface Cell {
  readonly key: GrantKey;
  readonly windows: readonly Window[];
  readonly because: readonly Because[];
  readonly rows: readonly LedgerGrant[];
  readonly observed: readonly ObservedGrant[];
}

export interface CellContext extends ProofContext {
  readonly link: PlannedPerson["link"];
  readonly isVendorComplete: boolean;
  readonly capabilities: PlanningCapabilities;
  /** As `PlanInput.kept`. */
  readonly kept: ReadonlySet<string>;
}

/** An operation with what its place in the plan depends on. */
export interface Step {
  readonly operation: Operation;
  /** When what it opens, moves or ends begins; the earlier of the two where it moves. Null: before all else. */
  readonly from: Date | null;
  /** A revoke that makes room for a grant where the vendor allows only one. */
  readonly makesRoom: boolean;
}

export interface CellPlan {
  readonly steps: readonly Step[];
  readonly held: readonly HeldOperation[];
  readonly changes: readonly LedgerChange[];
  /** Whether something of this cell must exist at the vendor now, and with it the person. */
  readonly needsPerson: boolean;
}

/** When a row's object may begin to let somebody in: the earlier of our books and what is seen. Null: at once. */
function beginOf({ row, seen }: LiveRow): Date | null {
  return seen === null ? row.window.from : earlier(seen.window?.from ?? null, row.window.from);
}

/** The earlier of the two; null is before every instant. */
const earlier = (a: Date | null, b: Date) => (a === null || a < b ? a : b);

/** Decides one person and group; see the truth table at `plan`. Pure and deterministic. */
export function planCell(cell: Cell, context: CellContext): CellPlan {
  const { key } = cell;
  const { now, capabilities } = context;
  const isOne = capabilities.grantsPerGroup === "one";

  const located = locateRows({
    rows: cell.rows,
    observed: cell.observed,
    isComplete: context.isVendorComplete,
    capabilities,
  });
  const steps: Step[] = [];
  const held: HeldOperation[] = [];
  const changes: LedgerChange[] = [...located.changes];
  const add = (operation: Operation, from: Date | null, makesRoom = false) => {
    steps.push({ operation, from, makesRoom });
  };

  // What may not be taken away yet stays desired, so that no shortcut (a re-time, a merge) takes it either.
  const wanted = targetsOf(cell.windows, cell.because, now);
  const unproven = located.live.filter(
    ({ row }) =>
      !isAsWanted(row, wanted) && !proofOfRow(row, context).isProven && !isExplained(row, wanted, now),
  );
  const targets = withUnproven(wanted, unproven);

  const candidates = candidatesOf(targets, now, capabilities);
  const isReady = context.link === "ready";
  const { holders, surplusRows, surplusStrays } = matchRows({
    // A person not to be written to gets no second life for a window that has ended.
    live: isReady ? located.live : located.live.filter(({ row }) => !isOver(row.window, now)),
    strays: located.strays,
    candidates,
    capabilities,
  });
  for (const live of unproven) {
    const operation = isMovedAway(live, candidates, holders) ? null : takingAway(key, live, wanted, now);
    const reason = context.kept.has(live.row.id) ? "revoke_budget" : "incomplete_snapshot";
    if (operation !== null) held.push({ operation, reason });
  }
  const ended = isReady ? [] : located.live.filter(({ row }) => isOver(row.window, now));

  const ghosts = new Set(located.ghosts);
  let needsPerson = false;
  let mustMakeRoom = false;
  candidates.forEach((candidate, index) => {
    const { window, sources } = candidate;
    const holder = holders.get(index);
    if (holder?.kind === "row") {
      const { operation, change } = align(key, holder.live, candidate, capabilities);
      if (operation !== null) add(operation, earlier(beginOf(holder.live), window.from));
      if (change !== null && (isReady || endMs(window) <= endMs(holder.live.row.window)))
        changes.push(change);
      needsPerson ||= candidate.isDue;
    } else if (holder?.kind === "stray") {
      changes.push({ kind: "record", key, vendorGrantId: holder.object.vendorGrantId, window, sources });
      needsPerson ||= candidate.isDue;
    } else if (candidate.isDue) {
      const ghost = takeGhost(ghosts, candidate, capabilities);
      const operation: Operation = {
        verb: "grant",
        key,
        window,
        timed: isTimed(window, capabilities),
        sources,
        ledgerId: ghost?.row.id ?? null,
      };
      const isBlocked =
        isOne && surplusStrays.some((object) => !proofOfStray(object.window, context).isProven);
      if (isInTheWay(located.foreign, capabilities)) held.push({ operation, reason: "not_ours" });
      else if (isBlocked) held.push({ operation, reason: "incomplete_snapshot" });
      else {
        needsPerson = true;
        mustMakeRoom = isOne;
        add(operation, window.from);
      }
    }
  });

  const revokes = [
    ...[...surplusRows, ...ended].map((live) => ({
      ledgerId: live.row.id,
      vendorGrantId: live.vendorGrantId,
      from: beginOf(live),
      proof: proofOfRow(live.row, context),
    })),
    ...surplusStrays.map((object) => ({
      ledgerId: null,
      vendorGrantId: object.vendorGrantId,
      from: object.window?.from ?? null,
      proof: proofOfStray(object.window, context),
    })),
  ];
  for (const { ledgerId, vendorGrantId, from, proof } of revokes) {
    const operation: Operation = { verb: "revoke", key, ledgerId, vendorGrantId, basis: proof.basis };
    if (proof.isProven) add(operation, from, mustMakeRoom);
    // A row that is held back was already listed above.
    else if (ledgerId === null) held.push({ operation, reason: "incomplete_snapshot" });
  }

  for (const { row, mayExist } of ghosts) if (!mayExist) changes.push({ kind: "forget", ledgerId: row.id });
  return isReady
    ? { steps, held, changes, needsPerson }
    : holdForLink(context.link, { steps, held, changes, needsPerson });
}

/**
 * Whether what somebody else gave leaves no room: where one grant per group is the limit, any; where only windows with
 * an end are kept, one without a window, which lets the person in already and would go with the end of ours.
 */
function isInTheWay(foreign: readonly ObservedGrant[], capabilities: PlanningCapabilities): boolean {
  if (capabilities.grantsPerGroup === "one") return foreign.length > 0;
  return capabilities.openEnded === "untimed" && foreign.some((object) => object.window === null);
}

/** As `proofOf`; what is kept for an admin may go only at its known end. */
function proofOfRow(row: LedgerGrant, context: CellContext): Proof {
  const proof = proofOf(row, context);
  return proof.basis !== "window_ended" && context.kept.has(row.id) ? { ...proof, isProven: false } : proof;
}

/**
 * Whether the row says to the letter what is desired: then its sources are known, as those of every desired
 * grant are, and need not be looked up. The common case, and the cheap one.
 */
function isAsWanted(row: LedgerGrant, wanted: readonly Target[]): boolean {
  return wanted.some(
    ({ window, sources }) =>
      sources.length > 0 &&
      sources.length === row.sources.length &&
      sameWindow(window, row.window) &&
      sources.every((source, i) => source.id === row.sources[i]?.id && source.kind === row.sources[i]?.kind),
  );
}

/** A row that lost its reasons takes those of the desired window that covers it. */
function isExplained(row: LedgerGrant, wanted: readonly Target[], now: Date): boolean {
  return row.sources.length === 0 && wanted.some(({ window }) => coversRest(window, row.window, now));
}

/** The desired windows with what may not be taken. Unknown reasons stay unknown: known ones would replace them. */
function withUnproven(wanted: readonly Target[], unproven: readonly LiveRow[]): readonly Target[] {
  if (unproven.length === 0) return wanted;
  const rows = unproven.map((live) => live.row);
  const unexplained = rows.filter((row) => row.sources.length === 0);
  return mergeTargets([...wanted, ...rows]).map((target) =>
    unexplained.some((row) => sharedMs(row.window, target.window) > 0) ? { ...target, sources: [] } : target,
  );
}

/** Makes the object and our books say what the target says: at most one vendor write or one restatement. */
function align(key: GrantKey, live: LiveRow, target: Target, capabilities: PlanningCapabilities) {
  const { row, vendorGrantId, seen } = live;
  const { window, sources } = target;
  const atVendor = seen === null ? (isTimed(row.window, capabilities) ? row.window : null) : seen.window;
  const isInForce = atVendor === null ? !isTimed(window, capabilities) : sameWindow(atVendor, window);
  if (!isInForce) {
    const operation: Operation = { verb: "retime", key, ledgerId: row.id, vendorGrantId, window, sources };
    return { operation, change: null };
  }
  if (sameWindow(row.window, window) && sameSources(row.sources, sources))
    return { operation: null, change: null };
  const change: LedgerChange = { kind: "restate", ledgerId: row.id, window, sources };
  return { operation: null, change };
}

/** Whether the row's object serves another time from now on; only then is nothing of it held back. */
function isMovedAway(
  live: LiveRow,
  candidates: readonly Candidate[],
  holders: ReadonlyMap<number, Holder>,
): boolean {
  return candidates.some(({ window }, index) => {
    const holder = holders.get(index);
    return holder?.kind === "row" && holder.live === live && sharedMs(window, live.row.window) === 0;
  });
}

/** What would be done to a row if its end were proven; null when nothing would be taken from anybody. */
function takingAway(key: GrantKey, live: LiveRow, wanted: readonly Target[], now: Date): Operation | null {
  const { row, vendorGrantId } = live;
  const named = new Set(row.sources.map(sourceKey));
  let heir: Target | undefined;
  for (const target of wanted) {
    if (coversRest(target.window, row.window, now)) return null;
    const isHeir =
      sharedMs(target.window, row.window) > 0 ||
      target.sources.some((source) => named.has(sourceKey(source)));
    if (isHeir) heir ??= target;
  }
  if (heir === undefined) return { verb: "revoke", key, ledgerId: row.id, vendorGrantId, basis: "unseen" };
  const sources = sortedSources(heir.sources);
  return { verb: "retime", key, ledgerId: row.id, vendorGrantId, window: heir.window, sources };
}

/**
 * The row to grant again under: the equal one; else, where no earlier attempt can still surface with another
 * window (complete read, or untimed), one that rests on a common source.
 */
function takeGhost(
  ghosts: Set<GhostRow>,
  target: Candidate,
  capabilities: PlanningCapabilities,
): GhostRow | undefined {
  const timed = isTimed(target.window, capabilities);
  const named = new Set(target.sources.map(sourceKey));
  const all = [...ghosts];
  const ghost =
    all.find(({ row }) => sameWindow(row.window, target.window)) ??
    all.find(
      ({ row, mayExist }) =>
        (!timed || !mayExist) && row.sources.some((source) => named.has(sourceKey(source))),
    );
  if (ghost !== undefined) ghosts.delete(ghost);
  return ghost;
}

/** Nothing is written to a person who is not surely the member, except that known endings close. */
function holdForLink(link: "unconfirmed" | "ambiguous", plan: CellPlan): CellPlan {
  const reason = link === "ambiguous" ? "ambiguous_person" : "unconfirmed_person";
  const isEnding = ({ operation }: Step) => operation.verb === "revoke" && operation.basis === "window_ended";
  return {
    ...plan,
    steps: plan.steps.filter(isEnding),
    held: [
      ...plan.held,
      ...plan.steps
        .filter((step) => !isEnding(step))
        .map(({ operation }) => ({ operation, reason }) as const),
    ],
  };
}
