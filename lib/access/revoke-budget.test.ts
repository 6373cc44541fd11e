import { describe, expect, it } from "vitest";
import type { Loss } from "./losses";
import { type BudgetInput, isExceeded, judgeLosses } from "./revoke-budget";
import { rooms } from "./testing/examples";
import type { PersonId } from "./types";

const people = (count: number, prefix = "p") =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, "0")}` as PersonId);
const loss = (personId: PersonId, more: Partial<Loss> = {}): Loss => ({
  personId,
  groupId: rooms,
  ledgerId: `l-${personId}`,
  basis: "withdrawn",
  sources: [],
  isSoon: true,
  ...more,
});
const losing = (count: number, more: Partial<Loss> = {}, prefix = "p") =>
  people(count, prefix).map((id) => loss(id, more));
const judge = (losses: readonly Loss[], more: Partial<BudgetInput> = {}) =>
  judgeLosses({
    losses,
    sharePercent: 20,
    peopleMin: 10,
    holders: 40,
    counted: new Set(),
    isLatched: false,
    isChange: false,
    ...more,
  });
const unseen = { basis: "unseen" } as const;

it("is exceeded by more people than the number and than the share, never by one of them alone", () => {
  const budget = { sharePercent: 20, peopleMin: 10 };
  expect(isExceeded(10, { ...budget, holders: 10 })).toBe(false);
  expect(isExceeded(11, { ...budget, holders: 11 })).toBe(true);
  expect(isExceeded(20, { ...budget, holders: 100 })).toBe(false);
  expect(isExceeded(21, { ...budget, holders: 100 })).toBe(true);
  expect(isExceeded(11, { ...budget, holders: 0 })).toBe(true);
});

describe("one read", () => {
  it("that ends more than the budget at once waits whole", () => {
    const losses = losing(11);
    expect(judge(losses)).toEqual({ cause: "one_read", held: losses, free: [], reserve: [] });
  });

  it("that ends as many as the budget goes, and counts nobody: each was read as withdrawn", () => {
    const losses = losing(10);
    expect(judge(losses)).toEqual({ cause: null, held: [], free: losses, reserve: [] });
  });

  it("counts people, not groups", () => {
    const twice = people(10).flatMap((id) => [loss(id), loss(id, { ledgerId: `m-${id}` })]);
    expect(judge(twice).cause).toBeNull();
  });

  it("keeps what they lose later together with what they lose now, and is not tripped by later losses", () => {
    const later = losing(11, { isSoon: false, ledgerId: "later" });
    expect(judge(later).held).toEqual([]);
    expect(judge([...losing(11), ...later]).held).toHaveLength(22);
  });
});

describe("losses for being gone", () => {
  it("count over the hour, each person once", () => {
    expect(judge(losing(4, unseen)).reserve).toEqual(people(4));
    const counted = new Set(people(10));
    expect(judge(losing(3, unseen), { counted })).toMatchObject({ cause: null, reserve: [] });
    const more = losing(1, unseen, "q");
    expect(judge(more, { counted })).toMatchObject({ cause: "unseen", held: more, reserve: [] });
  });

  it("wait while a question is open, and ordinary withdrawals beside them go", () => {
    const [gone, cancelled] = [losing(1, unseen), losing(2, {}, "q")];
    const verdict = judge([...gone, ...cancelled], { isLatched: true });
    expect(verdict).toMatchObject({ cause: "unseen", held: gone, free: cancelled });
  });
});

it("counts everybody whom a change without a preview takes something from", () => {
  expect(judge(losing(6), { isChange: true }).reserve).toEqual(people(6));
  const counted = new Set(people(6, "q"));
  expect(judge(losing(6), { isChange: true, counted })).toMatchObject({ cause: "change", reserve: [] });
});
