import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";
import type { CheckPageView } from "@/lib/services/views";

function wordsFor({ cause, expectedOrigin, seenOrigin }: CheckPageView) {
  switch (cause) {
    case "cookies_blocked":
      return {
        title: "Your browser does not keep Lintel's cookie",
        text: "Nexudus let you in, but the browser dropped the cookie that keeps you signed in. Allow cookies for this site, then try again.",
        action: "Try again",
      };
    case "wrong_host":
      return {
        title: "Lintel lives at another address",
        text: `You came in at ${seenOrigin ?? "another address"}, but sign-in only works at ${expectedOrigin}.`,
        action: `Go to ${expectedOrigin}`,
      };
    case "scheme_mismatch":
      return {
        title: "The address mixes http and https",
        text: `You came in at ${seenOrigin ?? "the wrong scheme"}, but the sign-in cookie belongs to ${expectedOrigin}. The operator of Lintel should check the configured address.`,
        action: `Go to ${expectedOrigin}`,
      };
    case "framed":
      return {
        title: "Lintel needs its own tab",
        text: "Inside another page the browser does not keep Lintel's cookie, so you cannot stay signed in here.",
        action: "Open in a new tab",
      };
    case "unknown":
      return {
        title: "You could not be kept signed in",
        text: "Nexudus let you in, but the sign-in did not last. A browser extension or a private window may remove cookies.",
        action: "Try again",
      };
    default: {
      const never: never = cause;
      return never;
    }
  }
}

/** The last stop of a sign-in that does not stick: which cause, and one thing to do. */
export function CheckPage({ view }: { readonly view: CheckPageView }) {
  const { title, text, action } = wordsFor(view);
  const newTab = view.cause === "framed" ? { target: "_blank", rel: "noreferrer" } : {};
  return (
    <NoticePage
      title={title}
      action={
        <Button asChild variant="primary">
          <a href={view.actionHref} {...newTab}>
            {action}
          </a>
        </Button>
      }
    >
      <p>{text}</p>
      <p>Doors are not affected: Lintel goes on working while nobody is signed in.</p>
    </NoticePage>
  );
}
