"use client";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page that could not be read, inside the console. `reference` is the digest of the error. */
export function ErrorNote({
  reference,
  retry,
}: {
  readonly reference: string | null;
  readonly retry: () => void;
}) {
  return (
    <div role="alert">
      <EmptyState
        title="This page could not be read"
        action={
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
        }
      >
        Doors are not affected: Lintel goes on giving and ending access.
        {reference ? (
          <>
            {" "}
            If it stays, tell support this reference: <span className="font-mono">{reference}</span>
          </>
        ) : null}
      </EmptyState>
    </div>
  );
}
