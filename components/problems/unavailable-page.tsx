import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";

/** 503: the console cannot be shown just now. */
export function UnavailablePage({
  retryHref,
  reference,
}: {
  readonly retryHref: string;
  readonly reference: string | null;
}) {
  return (
    <NoticePage
      title="Lintel is not ready"
      reference={reference}
      action={
        <Button asChild variant="primary">
          <a href={retryHref}>Try again</a>
        </Button>
      }
    >
      <p>It is starting, or its database does not answer.</p>
      <p>Windows already given to the vendor still open doors. Try again in a minute.</p>
    </NoticePage>
  );
}
