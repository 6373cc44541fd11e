import { CircleAlert } from "lucide-react";
import { RelativeTime, Time } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import type { ShellView } from "@/lib/services/views";

/** Nexudus no longer lets Lintel in: said on top of every page, with the day Lintel removes what is its own. */
export function ParkedBanner({ shell }: { readonly shell: ShellView }) {
  if (!shell.parked) return null;
  const { removesOn, reopenUrl, factsAsOf } = shell.parked;
  return (
    <aside
      aria-label="Approval needed"
      className="flex flex-col gap-3 border-b border-attention/40 bg-attention-soft px-4 py-3 sm:flex-row sm:items-center md:px-8"
    >
      <CircleAlert aria-hidden className="hidden size-5 shrink-0 text-attention sm:block" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold text-attention">Needs you: approve Lintel in Nexudus again.</strong>{" "}
        Nexudus refuses Lintel's access
        {factsAsOf ? (
          <>
            {" "}
            since <Time at={factsAsOf} now={shell.now} zone={shell.zone} />
          </>
        ) : null}
        , so nothing new is read. Doors still open and close as already known.
        {removesOn ? (
          <>
            {" "}
            Lintel removes its access <RelativeTime at={removesOn} now={shell.now} zone={shell.zone} />.
          </>
        ) : null}
      </p>
      {reopenUrl ? (
        <Button asChild variant="secondary" size="small" className="self-start sm:self-auto">
          <a href={reopenUrl}>Approve in Nexudus</a>
        </Button>
      ) : null}
    </aside>
  );
}
