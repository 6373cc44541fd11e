import { NoticePage } from "@/components/problems/notice-page";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";

/** The same words for what never was and for what belongs to somebody else: neither may be told apart. */
export function NotFoundPage({ homeHref }: { readonly homeHref: string }) {
  return (
    <NoticePage
      title="There is no page here"
      action={
        <Button asChild variant="primary">
          <AppLink href={homeHref}>Go to the start</AppLink>
        </Button>
      }
    >
      <p>
        The address is mistyped, what it named was removed, or it belongs to another account than the one this
        browser is signed in to.
      </p>
    </NoticePage>
  );
}
