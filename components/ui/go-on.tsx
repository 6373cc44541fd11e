"use client";

import { useEffect } from "react";
import type { ActionState } from "@/lib/services/views";

/** Leaves for another site when an action says so; the link stays for a browser that does not. */
export function GoOn({ state }: { readonly state: ActionState }) {
  const { goTo } = state;
  useEffect(() => {
    if (goTo) window.location.assign(goTo);
  }, [goTo]);
  if (!goTo) return null;
  return (
    <p role="status">
      <a href={goTo} className="font-medium text-accent underline underline-offset-4">
        Go on to the sign-in
      </a>
    </p>
  );
}
