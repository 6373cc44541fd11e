import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** `label` names the scrolling region, so that it can be reached and scrolled by keyboard. */
export function Table({
  className,
  label,
  regionClassName,
  ...rest
}: ComponentProps<"table"> & { readonly label: string; readonly regionClassName?: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cn("relative w-full overflow-x-auto rounded-lg border bg-card", regionClassName)}
    >
      <table data-slot="table" className={cn("w-full text-left text-sm tabular-nums", className)} {...rest} />
    </section>
  );
}

export function TableHeader({ className, ...rest }: ComponentProps<"thead">) {
  return <thead data-slot="table-header" className={cn("sticky top-0 z-10 bg-card", className)} {...rest} />;
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody data-slot="table-body" {...props} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      data-slot="table-row"
      className={cn(
        "border-t first:border-t-0 [tbody_&]:hover:bg-muted/60 [tbody_&]:first:border-t",
        className,
      )}
      {...rest}
    />
  );
}

export function TableHead({ className, scope = "col", ...rest }: ComponentProps<"th">) {
  return (
    <th
      data-slot="table-head"
      scope={scope}
      className={cn("h-10 px-3 text-[13px] font-medium whitespace-nowrap text-muted-foreground", className)}
      {...rest}
    />
  );
}

export function TableCell({ className, ...rest }: ComponentProps<"td">) {
  return <td data-slot="table-cell" className={cn("h-10 px-3 py-1.5", className)} {...rest} />;
}
