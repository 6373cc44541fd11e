import { cn } from "@/components/ui/cn";

export function Separator({ className }: { readonly className?: string }) {
  return <hr data-slot="separator" className={cn("border-t border-border", className)} />;
}
