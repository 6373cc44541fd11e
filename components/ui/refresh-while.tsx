"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

/** About two seconds of a page that is being looked at; none pass while it is hidden. */
const PAUSE_FRAMES = 120;

/**
 * Draws the page again whenever `wait` resolves, for as long as it is shown: put it where work is under way.
 * The server keeps the time; leaving the page ends it. A call that fails (the network, a restart) is followed by
 * another after a pause that is counted in frames, since a server that cannot be reached keeps no time.
 */
export function RefreshWhile({ wait }: { readonly wait: () => Promise<void> }) {
  const router = useRouter();
  const latest = useRef(wait);
  useEffect(() => {
    // A new function with every drawing: the watch below goes on with it instead of starting anew.
    latest.current = wait;
  }, [wait]);
  useEffect(() => {
    let isShown = true;
    const watch = async () => {
      while (isShown) {
        const isAnswered = await latest.current().then(
          () => true,
          () => false,
        );
        if (!isAnswered) await frames(PAUSE_FRAMES);
        if (isShown) router.refresh();
      }
    };
    void watch();
    return () => {
      isShown = false;
    };
  }, [router]);
  return null;
}

async function frames(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}
