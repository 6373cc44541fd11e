"use client";

import { useMemo } from "react";
import { Badge } from "@/components/ui/badge";
import { MultiSelect } from "@/components/ui/multi-select";
import type { MappingGroupView } from "@/lib/services/mapping-views";

/** The access groups of one item; blank reads "Not controlled by Lintel". */
export function GroupPicker({
  itemName,
  groups,
  groupsById,
  selected,
  onChange,
}: {
  readonly itemName: string;
  readonly groups: readonly MappingGroupView[];
  readonly groupsById: ReadonlyMap<string, MappingGroupView>;
  readonly selected: readonly string[];
  readonly onChange: (groupIds: readonly string[]) => void;
}) {
  const options = useMemo(
    () =>
      groups
        .filter((group) => !group.vanished || selected.includes(group.id))
        .map((group) => ({
          id: group.id,
          label: group.name,
          detail:
            [group.siteLabel, group.vanished ? "Gone at the vendor" : group.hint]
              .filter(Boolean)
              .join(" - ") || null,
        })),
    [groups, selected],
  );
  const names = selected.map((id) => groupsById.get(id)?.name ?? "Unknown group");
  return (
    <MultiSelect
      label={`Access groups for ${itemName}: ${names.length > 0 ? names.join(", ") : "Not controlled by Lintel"}`}
      options={options}
      selected={selected}
      onChange={onChange}
    >
      {selected.length === 0 ? (
        <span className="text-muted-foreground">Not controlled by Lintel</span>
      ) : (
        selected.map((id) => {
          const group = groupsById.get(id);
          return (
            <Badge key={id} tone={group && !group.vanished ? "neutral" : "attention"}>
              <span className="truncate">{group?.name ?? "Unknown group"}</span>
              {group && !group.vanished ? null : (
                <span className="whitespace-nowrap">gone at the vendor</span>
              )}
            </Badge>
          );
        })
      )}
    </MultiSelect>
  );
}
