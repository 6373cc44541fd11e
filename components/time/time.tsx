import { relativeTime, shortTime, utcLabel, zoneLabel } from "@/components/time/format";

interface TimeProps {
  readonly at: string;
  readonly now: string;
  readonly zone: string;
}

/** Absolute, in the location's zone; hover shows UTC. */
export function Time({ at, now, zone }: TimeProps) {
  return (
    <time dateTime={at} title={utcLabel(at)} className="whitespace-nowrap tabular-nums">
      {shortTime(at, { now, zone })}
    </time>
  );
}

/** Relative beside absolute: "in 14 min, 09:45". */
export function RelativeTime({ at, now, zone }: TimeProps) {
  return (
    <time dateTime={at} title={utcLabel(at)} className="whitespace-nowrap tabular-nums">
      {relativeTime(at, now)}, {shortTime(at, { now, zone })}
    </time>
  );
}

/** Names the zone, once per page. */
export function ZoneNote({ zone }: { readonly zone: string }) {
  return <p className="mt-6 text-[13px] text-muted-foreground">Times are in {zoneLabel(zone)}.</p>;
}
