import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export const controlClasses =
  "h-9 w-full min-w-0 rounded-lg border border-input bg-card px-3 text-sm placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground aria-invalid:border-negative";

export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input data-slot="input" type={type} className={cn(controlClasses, className)} {...rest} />;
}
