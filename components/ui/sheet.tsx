"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { overlayClasses } from "@/components/ui/dialog";

export const Sheet = Primitive.Root;
export const SheetTrigger = Primitive.Trigger;
export const SheetTitle = Primitive.Title;
export const SheetDescription = Primitive.Description;

export function SheetContent({
  className,
  side = "right",
  children,
  ...rest
}: ComponentProps<typeof Primitive.Content> & { readonly side?: "left" | "right" }) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content
        data-slot="sheet-content"
        className={cn(
          "fixed inset-y-0 z-50 flex w-full flex-col gap-4 overflow-y-auto bg-popover p-5 data-[state=open]:animate-in",
          side === "left"
            ? "left-0 max-w-72 border-r data-[state=open]:slide-in-from-left"
            : "right-0 max-w-md border-l data-[state=open]:slide-in-from-right",
          className,
        )}
        {...rest}
      >
        {children}
        <Primitive.Close
          aria-label="Close"
          className="absolute top-4 right-4 grid size-8 place-items-center rounded-md hover:bg-muted"
        >
          <X aria-hidden className="size-4" />
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
