"use client";

import { ErrorNote } from "@/components/problems/error-note";

export default function ConsoleError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return <ErrorNote reference={error.digest ?? null} retry={reset} />;
}
