import { NoticePage } from "@/components/problems/notice-page";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";

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
      <p>The address is mistyped, or what it named was removed.</p>
    </NoticePage>
  );
}
