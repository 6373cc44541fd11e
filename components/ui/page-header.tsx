import type { ReactNode } from "react";
import { AppLink } from "@/components/ui/app-link";

/** Title, one line saying what this page decides, primary action at the right. */
export function PageHeader({
  title,
  lead,
  action,
  back,
  aside,
}: {
  readonly title: string;
  readonly lead: ReactNode;
  readonly action?: ReactNode;
  readonly back?: { readonly label: string; readonly href: string };
  /** Beside the title, e.g. a state. */
  readonly aside?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-col gap-4 sm:flex-row sm:items-start sm:justify-between">
      <div className="min-w-0">
        {back ? (
          <nav aria-label="Breadcrumb" className="mb-1 text-[13px]">
            <AppLink href={back.href} className="text-muted-foreground underline-offset-4 hover:underline">
              {back.label}
            </AppLink>
            <span aria-hidden className="px-1.5 text-muted-foreground">
              /
            </span>
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {aside}
        </div>
        <p className="mt-1 max-w-prose text-muted-foreground">{lead}</p>
      </div>
      {action ? <div className="flex shrink-0 flex-wrap gap-2">{action}</div> : null}
    </header>
  );
}
