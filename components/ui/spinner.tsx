import { LoaderCircle } from "lucide-react";
import { cn } from "@/components/ui/cn";

/** Decoration beside words that say what is under way. */
export function Spinner({ className }: { readonly className?: string }) {
  return <LoaderCircle aria-hidden data-slot="spinner" className={cn("size-4 animate-spin", className)} />;
}
