"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Draws the page again whenever `wait` resolves, for as long as it is shown: put it where work is under way.
 * The server keeps the time, so that no timer runs in the browser; leaving the page ends it.
 */
export function RefreshWhile({ wait }: { readonly wait: () => Promise<void> }) {
  const router = useRouter();
  useEffect(() => {
    let isShown = true;
    const watch = async () => {
      while (isShown) {
        await wait();
        if (isShown) router.refresh();
      }
    };
    watch().catch(() => undefined);
    return () => {
      isShown = false;
    };
  }, [wait, router]);
  return null;
}
