"use client";

import { GroupPicker } from "@/components/mapping/group-picker";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TableCell, TableRow } from "@/components/ui/table";
import type { MappingGroupView, MappingItemView } from "@/lib/services/views";

export function MappingRow({
  item,
  severalBusinesses,
  groups,
  groupsById,
  groupIds,
  isChanged,
  isSelected,
  onSelect,
  onAssign,
}: {
  readonly item: MappingItemView;
  readonly severalBusinesses: boolean;
  readonly groups: readonly MappingGroupView[];
  readonly groupsById: ReadonlyMap<string, MappingGroupView>;
  readonly groupIds: readonly string[];
  readonly isChanged: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onAssign: (groupIds: readonly string[]) => void;
}) {
  const suggested = item.suggestedGroupIds.map((id) => groupsById.get(id)?.name).filter(Boolean);
  return (
    <TableRow
      data-state={isSelected ? "selected" : undefined}
      className="data-[state=selected]:bg-accent-soft/60"
    >
      <TableCell className="w-10 pr-0">
        <Checkbox
          aria-label={`Select ${item.name}`}
          checked={isSelected}
          onCheckedChange={(checked) => onSelect(checked === true)}
        />
      </TableCell>
      <TableCell className="w-1/2 min-w-52">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span>
            {severalBusinesses ? (
              <span className="text-muted-foreground">
                {item.businessName} / {item.kindLabel} /{" "}
              </span>
            ) : null}
            <span className="font-medium">{item.name}</span>
            {!severalBusinesses && item.kind === "desk" ? (
              <span className="text-muted-foreground"> {item.kindLabel}</span>
            ) : null}
          </span>
          {item.flags.includes("vanished") ? <Badge tone="attention">Gone in Nexudus</Badge> : null}
          {item.flags.includes("changed") ? <Badge tone="info">Changed in Nexudus</Badge> : null}
        </span>
      </TableCell>
      <TableCell className="min-w-64 py-1 pl-1">
        <GroupPicker
          itemName={item.name}
          groups={groups}
          groupsById={groupsById}
          selected={groupIds}
          onChange={onAssign}
        />
      </TableCell>
      <TableCell className="w-40 text-right whitespace-nowrap">
        {isChanged ? (
          <span className="text-[13px] font-medium text-accent">Not saved</span>
        ) : groupIds.length === 0 && suggested.length > 0 ? (
          <Button
            size="small"
            variant="ghost"
            aria-label={`Use ${suggested.join(", ")} for ${item.name}`}
            onClick={() => onAssign(item.suggestedGroupIds)}
          >
            Use {suggested.length === 1 ? suggested[0] : `${suggested.length} like names`}
          </Button>
        ) : null}
      </TableCell>
    </TableRow>
  );
}
