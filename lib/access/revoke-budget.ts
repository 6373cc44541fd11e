import type { Loss } from "./losses";
import type { PersonId } from "./types";

/** A connection's own numbers, and whom its share is of. Both are to be exceeded before anything is held. */
export interface RevokeBudget {
  /** Per cent of `holders`, 1-100. */
  readonly sharePercent: number;
  readonly peopleMin: number;
  /** People who hold something now, those who have just lost it included. */
  readonly holders: number;
}

export interface BudgetInput extends RevokeBudget {
  /** Losses that one read, or one change of settings, brings at once. */
  readonly losses: readonly Loss[];
  /** People counted in the rolling hour. They do not count twice. */
  readonly counted: ReadonlySet<PersonId>;
  /** A question is open: nothing that counts is taken before its answer. */
  readonly isLatched: boolean;
  /** Rights changed by somebody without a preview: every loss counts, not only the unusual ones. */
  readonly isChange: boolean;
}

export type BudgetCause = "unseen" | "change" | "one_read";

export interface BudgetVerdict {
  /** Null = nothing is held. */
  readonly cause: BudgetCause | null;
  readonly held: readonly Loss[];
  readonly free: readonly Loss[];
  /** People to count from now on, sorted: those who go free and count. */
  readonly reserve: readonly PersonId[];
}

/** More people than the number, and more than the share. */
export function isExceeded(people: number, budget: RevokeBudget): boolean {
  return people > budget.peopleMin && people * 100 > budget.sharePercent * budget.holders;
}

/**
 * Which losses may go and which wait for an admin (design S2). Pure.
 *
 * | losses                                    | count                 | held                                 |
 * |-------------------------------------------|-----------------------|--------------------------------------|
 * | of a change without a preview             | all, with the hour's  | all, once exceeded or latched        |
 * | of one read, more than the budget at once | all                   | all                                  |
 * | of one read, fewer: proven gone           | with the hour's       | these, once exceeded or latched      |
 * | of one read, fewer: read as withdrawn     | no                    | never                                |
 *
 * All or nothing: whoever counts waits with the rest, since none of them is more trustworthy than another.
 */
export function judgeLosses(input: BudgetInput): BudgetVerdict {
  const { losses, counted, isLatched } = input;
  const everybody = losingSoon(losses);
  if (!input.isChange && isExceeded(everybody.size, input))
    return { cause: "one_read", ...split(losses, everybody), reserve: [] };

  const counting = losses.filter((loss) => input.isChange || loss.basis === "unseen");
  const people = losingSoon(counting);
  const all = new Set([...counted, ...people]);
  const isHeld = people.size > 0 && (isLatched || isExceeded(all.size, input));
  const reserve = [...people].filter((id) => !counted.has(id)).sort();
  if (!isHeld) return { cause: null, held: [], free: losses, reserve };
  const { held } = split(counting, people);
  const free = losses.filter((loss) => !held.includes(loss));
  return { cause: input.isChange ? "change" : "unseen", held, free, reserve: [] };
}

function split(losses: readonly Loss[], people: ReadonlySet<PersonId>) {
  const isTheirs = (loss: Loss) => people.has(loss.personId);
  return { held: losses.filter(isTheirs), free: losses.filter((loss) => !isTheirs(loss)) };
}

/** Whom a loss concerns soon; with them goes, or waits, what they lose later. */
const losingSoon = (losses: readonly Loss[]) =>
  new Set(losses.filter((loss) => loss.isSoon).map((loss) => loss.personId));
