import { cn } from "@/components/ui/cn";

/** A doorway under its lintel. */
export function Wordmark({ className }: { readonly className?: string }) {
  return (
    <span
      className={cn("inline-flex items-center gap-2 text-[15px] font-semibold tracking-tight", className)}
    >
      <svg aria-hidden viewBox="0 0 20 20" className="size-5 text-accent">
        <rect x="1" y="2" width="18" height="4" rx="1" fill="currentColor" />
        <path d="M4 8v10M16 8v10" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" fill="none" />
      </svg>
      Lintel
    </span>
  );
}
