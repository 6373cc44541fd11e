"use client";

import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "@/components/ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";

export interface MultiSelectOption {
  readonly id: string;
  readonly label: string;
  readonly detail: string | null;
}

/** A combobox that keeps open while several options are ticked. The list is only built while it is open. */
export function MultiSelect({
  label,
  options,
  selected,
  onChange,
  children,
  className,
}: {
  /** Accessible name, e.g. "Access groups for Hot Desk". */
  readonly label: string;
  readonly options: readonly MultiSelectOption[];
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
  /** What the closed control shows. */
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const toggle = (id: string) =>
    onChange(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id]);
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger
        aria-label={label}
        className={cn(
          "flex min-h-8 w-full items-center justify-between gap-2 rounded-md border border-transparent px-2 py-1 text-left text-sm hover:border-input data-[state=open]:border-input data-[state=open]:bg-card",
          className,
        )}
      >
        <span className="flex min-w-0 flex-wrap items-center gap-1">{children}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </PopoverTrigger>
      <PopoverContent aria-label={label}>
        <Command label={label}>
          <CommandInput placeholder="Search access groups" />
          <CommandList>
            <CommandEmpty>No access group has this name.</CommandEmpty>
            {options.map((option) => {
              const isChosen = selected.includes(option.id);
              return (
                <CommandItem
                  key={option.id}
                  value={`${option.label} ${option.detail ?? ""} ${option.id}`}
                  onSelect={() => toggle(option.id)}
                >
                  <Check aria-hidden className={isChosen ? "text-accent" : "invisible"} />
                  <span className="min-w-0">
                    {option.label}
                    {isChosen ? <span className="sr-only"> (chosen)</span> : null}
                    {option.detail ? (
                      <span className="block text-[13px] text-muted-foreground">{option.detail}</span>
                    ) : null}
                  </span>
                </CommandItem>
              );
            })}
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
