"use client";

import { createContext, type ReactNode, useContext } from "react";
import { Time } from "@/components/time/time";
import type { ShellView } from "@/lib/services/views";

type Known = Pick<ShellView, "parked" | "now" | "zone">;
const KnownContext = createContext<Known | null>(null);

export function AsKnownProvider({
  shell,
  children,
}: {
  readonly shell: ShellView;
  readonly children: ReactNode;
}) {
  return <KnownContext value={shell}>{children}</KnownContext>;
}

/** The parked state of a page that shows facts: they are old, and from when. Nothing while Nexudus is read. */
export function AsKnown() {
  const known = useContext(KnownContext);
  if (!known?.parked) return null;
  const { factsAsOf } = known.parked;
  return (
    <p className="mb-6 max-w-prose rounded-lg border border-attention/40 bg-card px-4 py-3 text-[13px]">
      {factsAsOf ? (
        <>
          As known at <Time at={factsAsOf} now={known.now} zone={known.zone} />.{" "}
        </>
      ) : null}
      Bookings and members that changed in Nexudus since are missing here until Lintel is approved again.
    </p>
  );
}
