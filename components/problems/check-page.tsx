import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";
import type { CheckPageView } from "@/lib/services/install-views";

const STILL_OPEN = "Doors are not affected: Lintel goes on working while nobody is signed in.";

function wordsFor({ cause, expectedOrigin, seenOrigin }: CheckPageView): {
  readonly title: string;
  readonly what: string;
  readonly remedy: string;
} {
  switch (cause) {
    case "framed":
      return {
        title: "Lintel needs its own tab",
        what: "Inside another page the browser does not keep Lintel's cookie, so you cannot stay signed in here.",
        remedy: "Open Lintel in a new tab. The sign-in goes on there.",
      };
    case "wrong_host":
      return {
        title: "Lintel lives at another address",
        what: `Lintel was asked for ${seenOrigin ? `as ${seenOrigin}` : "under another name"}, but sign-in only works at ${expectedOrigin}.`,
        remedy: `The operator of Lintel should check two things: the installation address in Nexudus begins with ${expectedOrigin}, and the server in front passes the host on.`,
      };
    case "scheme_mismatch":
      return {
        title: "The address mixes http and https",
        what: `The sign-in cookie belongs to ${expectedOrigin}, but Lintel was asked for ${seenOrigin ? `as ${seenOrigin}` : "with the other one of http and https"}.`,
        remedy:
          "The operator of Lintel should check that the configured address is the one in the browser, and that the server in front says which of the two it was asked with.",
      };
    case "cookies_blocked":
      return {
        title: "Your browser does not keep Lintel's cookie",
        what: "Nexudus let you in, but the browser dropped the cookie that keeps you signed in.",
        remedy: "Allow cookies for this site, then open Lintel from Nexudus again.",
      };
    case "cookie_unreadable":
      return {
        title: "A damaged cookie is in the way",
        what: "Nexudus let you in, but the browser sent a cookie that Lintel cannot read instead of the new one.",
        remedy: "Remove this site's cookies in the browser, then open Lintel from Nexudus again.",
      };
    case "cookie_other_secret":
      return {
        title: "A cookie of another Lintel is in the way",
        what: "Nexudus let you in, but the browser sent a cookie that was sealed with another key.",
        remedy:
          "Remove this site's cookies in the browser, then open Lintel from Nexudus again. If it stays, the operator's servers do not share one key.",
      };
    case "cookie_expired":
      return {
        title: "An old cookie is in the way",
        what: "Nexudus let you in, but the browser kept a cookie whose time is over instead of the new one.",
        remedy:
          "Check the clock of this computer, remove this site's cookies, then open Lintel from Nexudus again.",
      };
    case "cookie_ended":
      return {
        title: "A cookie of an ended session is in the way",
        what: "Nexudus let you in, but the browser sent the cookie of a session that was ended, not the new one.",
        remedy: "Remove this site's cookies in the browser, then open Lintel from Nexudus again.",
      };
    case "cookie_other_account":
      return {
        title: "This browser stayed signed in to another account",
        what: "Nexudus let you in, but the browser kept the cookie of the account it was signed in to before.",
        remedy: "Remove this site's cookies in the browser, then open Lintel from Nexudus again.",
      };
    default: {
      const never: never = cause;
      return never;
    }
  }
}

/** The one way on. Never followed by itself; `_top` leaves a frame that nobody told us about. */
function Action({ view }: { readonly view: CheckPageView }) {
  if (view.cause === "framed")
    return (
      <a href={view.tabHref ?? view.nexudusUrl} target="_blank" rel="noreferrer">
        Open in a new tab
      </a>
    );
  if (view.isStopped)
    return (
      <a href="/" target="_top">
        Go to the start page
      </a>
    );
  if (view.cause === "wrong_host" || view.cause === "scheme_mismatch")
    return (
      <a href={`${view.expectedOrigin}/`} target="_top">
        Go to {view.expectedOrigin}
      </a>
    );
  return (
    <a href={view.nexudusUrl} target="_top">
      Open Lintel from Nexudus
    </a>
  );
}

/** The last stop of a sign-in that does not stick: which cause, and one thing to do. */
export function CheckPage({ view }: { readonly view: CheckPageView }) {
  const { title, what, remedy } = wordsFor(view);
  return (
    <NoticePage
      title={title}
      action={
        <Button asChild variant="primary">
          {Action({ view })}
        </Button>
      }
    >
      <p>{what}</p>
      {view.isStopped ? (
        <p>
          This was the third try within two minutes, so Lintel stops here: another try ends on this page again
          until the cause is gone.
        </p>
      ) : null}
      <p>{remedy}</p>
      <p>{STILL_OPEN}</p>
    </NoticePage>
  );
}
