"use client";

import { NoticePage } from "@/components/problems/notice-page";
import { ActionButton } from "@/components/ui/action-button";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import type { FormAction, InstallProblemView } from "@/lib/services/views";

function wordsFor(view: InstallProblemView): { title: string; text: readonly string[] } {
  const location = view.locationName ?? "this location";
  switch (view.reason) {
    case "incomplete_link":
      return {
        title: "This link is not complete",
        text: [
          "Parts of the link from Nexudus are missing, so nothing was installed.",
          "Open Lintel from Nexudus again.",
        ],
      };
    case "bad_signature":
      return {
        title: "This link is not from Nexudus",
        text: [
          "Its signature does not fit, so Lintel did not follow it. Nothing changed at your doors.",
          "Open Lintel from Nexudus again.",
        ],
      };
    case "stale_link":
      return {
        title: "This link is too old",
        text: [
          "Links from Nexudus work for a few minutes. Nothing changed.",
          "Open Lintel from Nexudus again.",
        ],
      };
    case "used_link":
      return {
        title: "This link was used before",
        text: ["Each link from Nexudus signs in once. Nothing changed.", "Open Lintel from Nexudus again."],
      };
    case "credential_refused":
      return {
        title: "Nexudus did not let Lintel in",
        text: [
          "The approval was made, but Nexudus refuses Lintel's access. Nothing was installed.",
          "Wait a minute, then open Lintel from Nexudus again. If it stays, check that your Nexudus user may approve add-ons.",
        ],
      };
    case "nexudus_unavailable":
      return {
        title: "Nexudus does not answer",
        text: [
          "Lintel could not check your approval. Doors keep what they had.",
          "Open Lintel from Nexudus again in a few minutes.",
        ],
      };
    case "location_taken":
      return {
        title: `${location} already has Lintel`,
        text: [
          `Another installation looks after ${location}, and two would give and take the same access. Nothing was installed.`,
          "Open Lintel from the account that has it, or remove Lintel there first.",
        ],
      };
    case "takeover":
      return {
        title: `Take over ${location}?`,
        text: [
          `An earlier installation looked after ${location}, but Nexudus no longer lets it in.`,
          "Taking over moves its doors, mapping and history here. Nobody loses access by it.",
        ],
      };
    case "other_account":
      return {
        title: "This link is for another account",
        text: [
          `You are signed in to ${view.accounts?.current ?? "one account"}. The link opens ${view.accounts?.other ?? "another one"}.`,
          "Stay, or sign out and open the other one.",
        ],
      };
    default: {
      const never: never = view.reason;
      return never;
    }
  }
}

/** Why an install link was not followed. `proceed` serves the two cases that an admin may confirm. */
export function InstallProblem({
  view,
  proceed,
}: {
  readonly view: InstallProblemView;
  readonly proceed?: FormAction;
}) {
  const { title, text } = wordsFor(view);
  const action = (
    <>
      {view.reason === "takeover" && proceed ? (
        <ActionButton action={proceed} hidden={{}} variant="primary" pendingLabel="Taking over">
          Take over {view.locationName}
        </ActionButton>
      ) : null}
      {view.continueHref ? (
        <Button asChild variant="primary">
          <AppLink href={view.continueHref}>Stay in {view.accounts?.current ?? "this account"}</AppLink>
        </Button>
      ) : null}
      {view.reason === "other_account" && proceed ? (
        <ActionButton action={proceed} hidden={{}} pendingLabel="Opening">
          Sign out and open {view.accounts?.other ?? "the other account"}
        </ActionButton>
      ) : null}
      {view.nexudusUrl && view.reason !== "other_account" ? (
        <Button asChild variant={view.reason === "takeover" ? "secondary" : "primary"}>
          <a href={view.nexudusUrl}>Open Nexudus</a>
        </Button>
      ) : null}
    </>
  );
  return (
    <NoticePage title={title} action={action} reference={view.reference}>
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </NoticePage>
  );
}
