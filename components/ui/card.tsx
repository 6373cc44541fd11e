import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

/** A bordered surface; no shadow. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section data-slot="card" className={cn("rounded-lg border bg-card p-5", className)} {...rest} />;
}
