import { AppLink } from "@/components/ui/app-link";
import { cn } from "@/components/ui/cn";

export const chipClasses = (isOn: boolean) =>
  cn(
    "inline-flex h-8 items-center gap-1.5 rounded-full border px-3 text-[13px] font-medium whitespace-nowrap",
    isOn ? "border-accent bg-accent-soft text-accent" : "border-input/60 bg-card hover:bg-muted",
  );

/** Filters above a table; each is a link, so the state is in the URL. */
export function FilterChips({
  label,
  chips,
}: {
  readonly label: string;
  readonly chips: readonly {
    readonly label: string;
    readonly href: string;
    readonly on: boolean;
    readonly count?: number;
  }[];
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-2">
      {chips.map((chip) => (
        <AppLink
          key={chip.label}
          href={chip.href}
          aria-current={chip.on ? "true" : undefined}
          className={chipClasses(chip.on)}
        >
          {chip.label}
          {chip.count === undefined ? null : (
            <span className="tabular-nums">{chip.count.toLocaleString("en-GB")}</span>
          )}
        </AppLink>
      ))}
    </nav>
  );
}
