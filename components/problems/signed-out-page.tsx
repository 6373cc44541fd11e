import { NoticePage } from "@/components/problems/notice-page";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import type { SignedOutReason } from "@/lib/services/install-views";

const WORDS: Readonly<Record<SignedOutReason, { readonly title: string; readonly text: string }>> = {
  none: {
    title: "You are not signed in",
    text: "This browser has no sign-in for Lintel.",
  },
  unreadable: {
    title: "Your sign-in cannot be read",
    text: "The cookie that keeps you signed in is damaged. A new sign-in replaces it.",
  },
  other_secret: {
    title: "Your sign-in is no longer known",
    text: "The cookie that keeps you signed in was sealed with a key that Lintel does not use. A new sign-in replaces it.",
  },
  expired: {
    title: "Your session has expired",
    text: "A sign-in lasts eight hours, and yours is over.",
  },
  ended: {
    title: "Your session was ended",
    text: "It was signed out elsewhere, or all sessions of the account were ended.",
  },
  signed_out: {
    title: "You are signed out",
    text: "Nobody can use this browser to change doors until you sign in again.",
  },
};

/** Nobody is signed in here, and why. Lintel has no password: Nexudus is the way in. */
export function SignedOutPage({
  reason,
  nexudusUrl,
}: {
  readonly reason: SignedOutReason;
  readonly nexudusUrl: string;
}) {
  const { title, text } = WORDS[reason];
  return (
    <NoticePage
      title={title}
      action={
        <Button asChild variant="primary">
          <a href={nexudusUrl}>Open Lintel from Nexudus</a>
        </Button>
      }
    >
      <p>{text}</p>
      <p>Open Lintel from your Nexudus account to sign in again. Doors go on as before.</p>
    </NoticePage>
  );
}

/** Somebody came to the signed-out page with a session that stands, say by the back button. */
export function SignedInPage({ consoleHref }: { readonly consoleHref: string }) {
  return (
    <NoticePage
      title="You are signed in"
      action={
        <Button asChild variant="primary">
          <AppLink href={consoleHref}>Go to your console</AppLink>
        </Button>
      }
    >
      <p>The session of this browser still stands.</p>
    </NoticePage>
  );
}
