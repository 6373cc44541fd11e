import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

const badgeVariants = cva(
  "inline-flex max-w-full items-center gap-1.5 rounded-md px-2 py-0.5 text-[13px] leading-5 font-medium [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        positive: "bg-positive-soft text-positive",
        info: "bg-info-soft text-info",
        attention: "bg-attention-soft text-attention",
        negative: "bg-negative-soft text-negative",
        neutral: "bg-muted text-foreground",
        muted: "px-0 font-normal text-muted-foreground",
        outline: "border border-input/70 font-normal text-foreground",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeVariants>["tone"]>;

export function Badge({ className, tone, ...rest }: ComponentProps<"span"> & { readonly tone?: Tone }) {
  return <span data-slot="badge" className={cn(badgeVariants({ tone }), className)} {...rest} />;
}
