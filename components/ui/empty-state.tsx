import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Says what will appear here, and offers the next step. */
export function EmptyState({
  title,
  children,
  action,
  className,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}) {
  return (
    <div
      data-slot="empty-state"
      className={cn(
        "flex flex-col items-start gap-3 rounded-lg border border-dashed bg-card px-6 py-8",
        className,
      )}
    >
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="max-w-prose text-muted-foreground">{children}</p>
      {action}
    </div>
  );
}
