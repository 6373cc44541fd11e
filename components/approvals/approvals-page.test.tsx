import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ApprovalsPage } from "@/components/approvals/approvals-page";
import { IDLE } from "@/components/ui/form-message";
import type { ApprovalsView } from "@/lib/services/approval-views";

const act = async () => IDLE;
const actions = { approve: act, dismiss: act, putBack: act, letInAgain: act, saveBudget: act };
const now = "2026-07-10T09:00:00.000Z";
const empty: ApprovalsView = { now, zone: "Europe/London", approvals: [], shutOut: [], budgets: [] };
const textOf = (view: ApprovalsView) =>
  renderToStaticMarkup(<ApprovalsPage view={view} actions={actions} />).replace(/<[^>]+>/g, " ");

const question = {
  id: "q",
  state: "open",
  connectionLabel: "Akiles",
  title: "2 people would lose access at Akiles",
  why: "Nexudus told all of this at once.",
  since: now,
  people: [
    { personId: "a", name: "Ana Pereira", href: "/x/members/1", groupNames: ["Board room"] },
    { personId: "b", name: "Ben Okafor", href: null, groupNames: ["Board room", "Studio"] },
  ],
} as const;

it("says so when nothing waits", () => {
  expect(textOf(empty)).toContain("Nothing waits for you");
});

it("names everybody a question is about, what they would lose, why, and both answers", () => {
  const text = textOf({ ...empty, approvals: [question] });
  for (const word of [
    "2 people would lose access",
    "Ana Pereira",
    "Board room, Studio",
    "told all of this at once",
  ])
    expect(text).toContain(word);
  expect(text).toContain("Take the access away");
  expect(text).toContain("Keep their access");
  expect(text).not.toContain("Nothing waits for you");
});

it("offers only to take away from those who are kept", () => {
  const text = textOf({ ...empty, approvals: [{ ...question, state: "dismissed" }] });
  expect(text).toContain("Take it away after all");
  expect(text).not.toContain("Keep their access");
});

it("offers a click for each who is kept out at the vendor", () => {
  const problem = {
    id: "p",
    severity: "attention",
    meaning: "",
    remedy: "",
    link: null,
    since: null,
  } as const;
  const text = textOf({
    ...empty,
    shutOut: [
      { id: "1", kind: "taken_out", personId: "a", problem: { ...problem, what: "Ana was taken out" } },
      { id: "2", kind: "shut_out", personId: "b", problem: { ...problem, what: "Ben was deleted" } },
    ],
  });
  for (const word of [
    "Ana was taken out",
    "Put the access back",
    "Ben was deleted",
    "Let this person in again",
  ])
    expect(text).toContain(word);
});
