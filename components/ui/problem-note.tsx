import { CircleAlert, CircleX } from "lucide-react";
import { RelativeTime } from "@/components/time/time";
import { AppLink } from "@/components/ui/app-link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { ProblemView } from "@/lib/services/views";

/** What happened, what it means for doors, what to do: in that order. */
export function ProblemNote({
  problem,
  now,
  zone,
}: {
  readonly problem: ProblemView;
  readonly now: string;
  readonly zone: string;
}) {
  const isNegative = problem.severity === "negative";
  const Icon = isNegative ? CircleX : CircleAlert;
  return (
    <article
      className={cn(
        "grid grid-cols-[auto_1fr] items-start gap-3 rounded-lg border bg-card p-4 sm:grid-cols-[auto_1fr_auto]",
        isNegative ? "border-negative/40" : "border-attention/40",
      )}
    >
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-5 shrink-0", isNegative ? "text-negative" : "text-attention")}
      />
      <div className="min-w-0">
        <h3 className="font-semibold">{problem.what}</h3>
        <p className="mt-0.5 text-muted-foreground">
          {problem.meaning} {problem.remedy}
        </p>
        {problem.since ? (
          <p className="mt-1 text-[13px] text-muted-foreground">
            Since <RelativeTime at={problem.since} now={now} zone={zone} />
          </p>
        ) : null}
      </div>
      {problem.link ? (
        <Button asChild size="small" className="col-start-2 justify-self-start sm:col-start-auto">
          <AppLink href={problem.link.href}>{problem.link.label}</AppLink>
        </Button>
      ) : null}
    </article>
  );
}
