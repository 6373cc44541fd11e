import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** What every panel over the page looks like. */
export const overlayClasses =
  "fixed inset-0 z-40 bg-overlay data-[state=open]:animate-in data-[state=open]:fade-in-0";
export const panelClasses =
  "fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-lg border bg-popover p-6 data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95";

export function DialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div className={cn("flex flex-col-reverse gap-2 sm:flex-row sm:justify-end", className)} {...rest} />
  );
}
