"use client";

import { NoticePage } from "@/components/problems/notice-page";
import { ActionButton } from "@/components/ui/action-button";
import type { InstallQuestionView } from "@/lib/services/install-views";
import type { FormAction } from "@/lib/services/views";

const counted = (amount: number, one: string, many: string) => `${amount} ${amount === 1 ? one : many}`;
const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function wordsFor(view: InstallQuestionView): { title: string; text: readonly string[]; yes: string } {
  if (view.kind === "switch")
    return {
      title: "This link is for another account",
      text: [
        `You are signed in to ${view.signedInTo ?? "one account"}. The link ${view.isNew ? "installs Lintel in" : "opens"} ${view.other}.`,
        "Nothing changed yet. A browser is signed in to one account at a time, so opening the other one signs you out here.",
      ],
      yes: view.isNew ? `Install in ${view.other}` : `Open ${view.other}`,
    };
  const amount = counted(view.locations.length, "location", "locations");
  const leaving = view.signedInTo ? [`It signs you out of ${view.signedInTo}.`] : [];
  return {
    title: `Take over ${listed(view.locations)}?`,
    text: [
      `An earlier installation looked after ${view.locations.length === 1 ? "it" : "them"}. Nexudus no longer lets that one in. Nothing changed yet.`,
      view.goesOn
        ? `Taking over opens that installation again: ${amount}, ${counted(view.goesOn.connections, "connection", "connections")} and ${counted(view.goesOn.people, "person", "people")} at the vendors go on as they are. Nobody loses access by it.`
        : `Taking over moves ${amount} to ${view.other}, which starts with 0 connections: connect the doors and map them again. Access given before closes at its known end, and after ${counted(view.graceDays, "day", "days")} at the latest.`,
      ...leaving,
    ],
    yes: `Take over ${amount}`,
  };
}

/** A genuine link that needs an admin's word first: what it would do, one way to do it and one to leave it. */
export function InstallQuestion({
  view,
  accept,
  decline,
}: {
  readonly view: InstallQuestionView;
  readonly accept: FormAction;
  readonly decline: FormAction;
}) {
  const { title, text, yes } = wordsFor(view);
  return (
    <NoticePage
      title={title}
      action={
        <>
          <ActionButton
            action={accept}
            hidden={{ shown: view.shown }}
            variant={view.kind === "takeover" ? "primary" : "secondary"}
            pendingLabel={view.kind === "takeover" ? "Taking over" : "Opening"}
          >
            {yes}
          </ActionButton>
          <ActionButton
            action={decline}
            hidden={{}}
            variant={view.kind === "takeover" ? "secondary" : "primary"}
            pendingLabel="Going back"
          >
            {view.signedInTo ? `Stay in ${view.signedInTo}` : "Leave it as it is"}
          </ActionButton>
        </>
      }
    >
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </NoticePage>
  );
}
