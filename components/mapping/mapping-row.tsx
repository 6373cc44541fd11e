"use client";

import { TriangleAlert } from "lucide-react";
import { memo } from "react";
import { GroupPicker } from "@/components/mapping/group-picker";
import { OptionPopover } from "@/components/mapping/option-popover";
import type { MappingEdit } from "@/components/mapping/use-mapping-draft";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TableCell, TableRow } from "@/components/ui/table";
import type {
  MappingGroupView,
  MappingItemView,
  MappingOptionsView,
  MappingSettingsView,
} from "@/lib/services/mapping-views";

const FLAGS = {
  vanished: { tone: "attention", label: "Gone in Nexudus" },
  archived: { tone: "attention", label: "Archived in Nexudus" },
  changed: { tone: "info", label: "Waits for its preview" },
} as const;

function ItemName({
  item,
  severalBusinesses,
}: {
  readonly item: MappingItemView;
  readonly severalBusinesses: boolean;
}) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <span>
          {severalBusinesses ? (
            <span className="text-muted-foreground">
              {item.businessName || "Unknown business"} / {item.kindLabel} /{" "}
            </span>
          ) : null}
          <span className="font-medium">{item.name}</span>
        </span>
        {item.flags.map((flag) => (
          <Badge key={flag} tone={FLAGS[flag].tone}>
            {FLAGS[flag].label}
          </Badge>
        ))}
      </span>
      {item.notes.length > 0 ? (
        <span className="block text-[13px] text-muted-foreground">{item.notes.join(" ")}</span>
      ) : null}
      {item.warnings.map((warning) => (
        <span key={warning} className="flex items-start gap-1.5 text-[13px] text-attention">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {warning}
        </span>
      ))}
    </>
  );
}

/** Memoised: of a page of rows only those that changed are drawn again. */
export const MappingRow = memo(function MappingRow({
  item,
  severalBusinesses,
  groups,
  groupsById,
  groupIds,
  options,
  settings,
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
  readonly options: MappingOptionsView;
  readonly settings: MappingSettingsView;
  readonly isChanged: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (key: string, isSelected: boolean) => void;
  readonly onAssign: (edits: readonly MappingEdit[]) => void;
}) {
  const { key } = item;
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
          onCheckedChange={(checked) => onSelect(key, checked === true)}
        />
      </TableCell>
      <TableCell className="w-1/2 min-w-52">
        <ItemName item={item} severalBusinesses={severalBusinesses} />
      </TableCell>
      <TableCell className="min-w-64 py-1 pl-1">
        <GroupPicker
          itemName={item.name}
          groups={groups}
          groupsById={groupsById}
          selected={groupIds}
          onChange={(next) => onAssign([{ key, groupIds: next }])}
        />
      </TableCell>
      <TableCell className="w-40 py-1 whitespace-nowrap">
        <span className="flex items-center justify-end gap-2">
          {isChanged ? <span className="text-[13px] font-medium text-accent">Not saved</span> : null}
          {!isChanged && groupIds.length === 0 && suggested.length > 0 ? (
            <Button
              size="small"
              variant="ghost"
              aria-label={`Use ${suggested.join(", ")} for ${item.name}`}
              onClick={() => onAssign([{ key, groupIds: item.suggestedGroupIds }])}
            >
              Use {suggested.length === 1 ? suggested[0] : `${suggested.length} like names`}
            </Button>
          ) : null}
          {groupIds.length > 0 && item.kind !== "plan" ? (
            <OptionPopover
              item={item}
              options={options}
              settings={settings}
              onChange={(next) => onAssign([{ key, ...next }])}
            />
          ) : null}
        </span>
      </TableCell>
    </TableRow>
  );
});
