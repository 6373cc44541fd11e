import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";
import type { InstallProblemView } from "@/lib/services/install-views";

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
    case "busy":
      return {
        title: "Somebody else is installing right now",
        text: [
          "Lintel could not be sure whose locations these are. Nothing changed.",
          "Open Lintel from Nexudus again.",
        ],
      };
    default: {
      const never: never = view.reason;
      return never;
    }
  }
}

/** Why an install link was not followed. */
export function InstallProblem({ view }: { readonly view: InstallProblemView }) {
  const { title, text } = wordsFor(view);
  const action = view.nexudusUrl ? (
    <Button asChild variant="primary">
      <a href={view.nexudusUrl}>Open Nexudus</a>
    </Button>
  ) : null;
  return (
    <NoticePage title={title} action={action} reference={view.reference}>
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </NoticePage>
  );
}
