"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { MultiSelect } from "@/components/ui/multi-select";
import type { MappingGroupView } from "@/lib/services/mapping-views";

/** Assigns the same groups to all selected items: added to what they have, or in place of it. */
export function BulkBar({
  count,
  groups,
  onApply,
  onClear,
}: {
  readonly count: number;
  readonly groups: readonly MappingGroupView[];
  readonly onApply: (groupIds: readonly string[], mode: "add" | "replace") => void;
  readonly onClear: () => void;
}) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const options = groups
    .filter((group) => !group.vanished)
    .map((group) => ({ id: group.id, label: group.name, detail: group.siteLabel }));
  const items = count === 1 ? "1 item" : `${count} items`;
  return (
    <section
      aria-label="Selected items"
      className="mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent-soft px-3 py-2"
    >
      <p className="mr-2 font-medium tabular-nums" role="status">
        {items} selected
      </p>
      <div className="w-56">
        <MultiSelect
          label="Access groups to assign"
          options={options}
          selected={chosen}
          onChange={setChosen}
          className="h-8 border-input bg-card"
        >
          {chosen.length === 0 ? "Choose access groups" : `${chosen.length} chosen`}
        </MultiSelect>
      </div>
      <Button size="small" disabled={chosen.length === 0} onClick={() => onApply(chosen, "add")}>
        Add to {items}
      </Button>
      <Button size="small" disabled={chosen.length === 0} onClick={() => onApply(chosen, "replace")}>
        Replace
      </Button>
      <Button size="small" onClick={() => onApply([], "replace")}>
        Make blank
      </Button>
      <Button size="small" variant="ghost" className="ml-auto" onClick={onClear}>
        Clear selection
      </Button>
    </section>
  );
}
