import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";

/** Signed out, by choice or because the session ended. Lintel has no password: Nexudus is the way in. */
export function SignedOutPage({
  reason,
  nexudusUrl,
}: {
  readonly reason: "signed_out" | "session_ended";
  readonly nexudusUrl: string | null;
}) {
  return (
    <NoticePage
      title={reason === "signed_out" ? "You are signed out" : "Your session has ended"}
      action={
        nexudusUrl ? (
          <Button asChild variant="primary">
            <a href={nexudusUrl}>Open Nexudus</a>
          </Button>
        ) : null
      }
    >
      <p>Open Lintel from your Nexudus account to sign in again. Doors go on as before.</p>
    </NoticePage>
  );
}
