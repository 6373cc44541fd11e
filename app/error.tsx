"use client";

import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";

/** A page outside the console that failed. */
export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return (
    <NoticePage
      title="This page could not be read"
      reference={error.digest ?? null}
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      <p>Doors are not affected: Lintel goes on giving and ending access.</p>
    </NoticePage>
  );
}
