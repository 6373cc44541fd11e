import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";

/** Pages through a list whose state is in the URL. `hrefFor` takes pages from 1. */
export function Pager({
  page,
  pageSize,
  total,
  noun,
  hrefFor,
}: {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly noun: string;
  readonly hrefFor: (page: number) => string;
}) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = (page - 1) * pageSize + 1;
  if (total === 0) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex flex-wrap items-center justify-between gap-3">
      <p className="text-[13px] text-muted-foreground tabular-nums">
        {first}-{Math.min(total, page * pageSize)} of {total.toLocaleString("en-GB")} {noun}
      </p>
      {last > 1 ? (
        <div className="flex gap-2">
          {page > 1 ? (
            <Button asChild size="small">
              <AppLink href={hrefFor(page - 1)}>Previous</AppLink>
            </Button>
          ) : null}
          {page < last ? (
            <Button asChild size="small">
              <AppLink href={hrefFor(page + 1)}>Next</AppLink>
            </Button>
          ) : null}
        </div>
      ) : null}
    </nav>
  );
}
