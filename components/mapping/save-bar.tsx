"use client";

import { Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";

/** Appears with the first unsaved change and counts them. */
export function SaveBar({
  count,
  isSaving,
  error,
  canUndo,
  onUndo,
  onDiscard,
  onSave,
}: {
  readonly count: number;
  readonly isSaving: boolean;
  readonly error: string | null;
  readonly canUndo: boolean;
  readonly onUndo: () => void;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}) {
  const changes = count === 1 ? "1 change" : `${count} changes`;
  return (
    <section
      aria-label="Unsaved changes"
      className="sticky bottom-4 z-20 mt-4 flex flex-wrap items-center gap-2 rounded-lg border border-accent/50 bg-popover px-4 py-3"
    >
      <p className="mr-auto tabular-nums">
        <span role="status" className="font-medium">
          {changes} not saved
        </span>
        <span className="hidden text-muted-foreground sm:inline"> - doors change only after the preview</span>
        {error ? (
          <span role="alert" className="block text-negative">
            {error}
          </span>
        ) : null}
      </p>
      <Button size="small" variant="ghost" disabled={!canUndo || isSaving} onClick={onUndo}>
        <Undo2 aria-hidden /> Undo
      </Button>
      <Button size="small" disabled={isSaving} onClick={onDiscard}>
        Discard
      </Button>
      <Button size="small" variant="primary" disabled={isSaving || count === 0} onClick={onSave}>
        {isSaving ? (
          <>
            <Spinner /> Working out what changes
          </>
        ) : (
          `Preview ${changes}`
        )}
      </Button>
    </section>
  );
}
