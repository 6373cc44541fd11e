"use client";

import { fullName } from "@/components/mapping/select-items";
import type { useMappingDraft } from "@/components/mapping/use-mapping-draft";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { MappingView } from "@/lib/services/mapping-views";

/** Offers what Nexudus' own access fields say as a mapping; nothing where they say nothing new. */
export function NativeImport({
  view,
  draft,
}: {
  readonly view: MappingView;
  readonly draft: ReturnType<typeof useMappingDraft>;
}) {
  const names = new Map(view.groups.map((group) => [group.id, group.name]));
  const offered = view.items.filter((item) => {
    const has = draft.reading.groupIdsOf(item);
    return item.nativeGroupIds.some((id) => !has.includes(id));
  });
  if (offered.length === 0) return null;
  const items = offered.length === 1 ? "1 item" : `${offered.length.toLocaleString("en-GB")} items`;
  const importAll = () =>
    draft.assign(
      offered.map((item) => ({
        key: item.key,
        groupIds: [...new Set([...draft.reading.groupIdsOf(item), ...item.nativeGroupIds])],
      })),
    );
  return (
    <Card className="mb-4 grid gap-3">
      <h2 className="text-base font-semibold">Nexudus already names access groups for {items}</h2>
      <p className="max-w-prose">
        Its own access fields hold groups of {view.vendorName}. You can take them over as a mapping. Switch
        the native integration off in Nexudus before you apply it: two systems would otherwise open and close
        the same doors against each other.
      </p>
      <details>
        <summary className="cursor-pointer text-accent">Which they are</summary>
        <ul className="mt-2 grid max-h-60 list-disc gap-0.5 overflow-y-auto pl-5">
          {offered.map((item) => (
            <li key={item.key}>
              {fullName(item, view.severalBusinesses)}:{" "}
              {item.nativeGroupIds.map((id) => names.get(id) ?? id).join(", ")}
            </li>
          ))}
        </ul>
      </details>
      {view.unknownNative > 0 ? (
        <p className="text-[13px] text-muted-foreground">
          {view.unknownNative === 1 ? "1 item names" : `${view.unknownNative} items name`} a group that{" "}
          {view.vendorName} does not have, or has twice; choose it by hand.
        </p>
      ) : null}
      <div>
        <Button onClick={importAll}>Take over {items}</Button>
      </div>
    </Card>
  );
}
