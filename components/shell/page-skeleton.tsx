import { Skeleton } from "@/components/ui/skeleton";

/** While a page is read: its shape, and one word for screen readers. */
export function PageSkeleton({ shape = "table" }: { readonly shape?: "table" | "cards" | "form" }) {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-3 h-4 w-80 max-w-full" />
      {shape === "table" ? (
        <div className="mt-8 grid gap-px overflow-hidden rounded-lg border">
          {Array.from({ length: 8 }, (_, row) => `row-${row}`).map((key) => (
            <Skeleton key={key} className="h-10 rounded-none" />
          ))}
        </div>
      ) : (
        <div className={shape === "cards" ? "mt-8 grid gap-4 lg:grid-cols-2" : "mt-8 grid max-w-2xl gap-4"}>
          <Skeleton className="h-44" />
          <Skeleton className="h-44" />
        </div>
      )}
    </div>
  );
}
