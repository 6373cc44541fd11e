import type { ProgressView } from "@/lib/services/views";

/** What is done of how much. May be left: the work goes on. */
export function Progress({ progress }: { readonly progress: ProgressView }) {
  const { label, done, total } = progress;
  const words = total === null ? `${label}: ${done} done` : `${label}: ${done} of ${total}`;
  return (
    <div className="grid gap-1.5" role="status">
      <p className="text-[13px] tabular-nums">{words}</p>
      <progress
        aria-label={label}
        className="h-1.5 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-info [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-info"
        {...(total === null ? {} : { value: done, max: Math.max(1, total) })}
      />
    </div>
  );
}
