import { sourceKey } from "./keys";
import { proofOf } from "./proof";
import type {
  AccessGroupId,
  DesiredGrant,
  LedgerGrant,
  PersonId,
  RevokeBasis,
  Source,
  SourceStanding,
  Window,
} from "./types";
import { subtractWindows } from "./windows";

/** Time that a ledger row gives and that what is known now no longer gives. */
export interface Loss {
  readonly personId: PersonId;
  readonly groupId: AccessGroupId;
  readonly ledgerId: string;
  readonly basis: Exclude<RevokeBasis, "window_ended">;
  /** What the row rests on. */
  readonly sources: readonly Source[];
  /** Some of that time runs or begins soon. */
  readonly isSoon: boolean;
}

/**
 * Who would lose time from `now` on, and in which group (design S2). A window that ends when it was known to end is
 * no loss, nor is what may not be taken yet for want of proof. Pure; the order of the inputs does not change the
 * result but for its order.
 */
export function lossesOf(input: {
  readonly now: Date;
  /** What is lost up to then is soon; usually 24 h. */
  readonly soonMs: number;
  readonly desired: readonly DesiredGrant[];
  readonly ledger: readonly LedgerGrant[];
  /** As `PlanInput.standings`. */
  readonly standings: ReadonlyMap<string, SourceStanding>;
}): Loss[] {
  const { now, soonMs } = input;
  const wanted = new Map<string, readonly Window[]>();
  const mentioned = new Set<string>();
  for (const { key, windows, because } of input.desired) {
    wanted.set(cellOf(key), windows);
    for (const share of because) mentioned.add(sourceKey(share.source));
  }
  const context = { now, standings: input.standings, mentioned: () => mentioned, platformComplete: true };
  return input.ledger.flatMap((row): Loss[] => {
    const rest = { ...row.window, from: new Date(Math.max(row.window.from.getTime(), now.getTime())) };
    const [first] = subtractWindows([rest], wanted.get(cellOf(row.key)) ?? []);
    if (first === undefined) return [];
    const { basis, isProven } = proofOf(row, context);
    if (!isProven || basis === "window_ended") return [];
    const { personId, groupId } = row.key;
    const { id: ledgerId, sources } = row;
    const isSoon = first.from.getTime() < now.getTime() + soonMs;
    return [{ personId, groupId, ledgerId, basis, sources, isSoon }];
  });
}

const cellOf = (key: { readonly personId: PersonId; readonly groupId: AccessGroupId }) =>
  JSON.stringify([key.personId, key.groupId]);
