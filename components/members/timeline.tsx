"use client";

import { sourceColours, sourceWords } from "@/components/members/source";
import { layOutBars, positionOf, type Span, ticksFor } from "@/components/members/timeline-geometry";
import { clockTime, dayLabel, shortTime } from "@/components/time/format";
import { cn } from "@/components/ui/cn";
import { Tooltip, TooltipContent, TooltipProvider, TooltipTrigger } from "@/components/ui/tooltip";
import type {
  MemberView,
  TimelineBarView,
  TimelineLaneView,
  TimelineSource,
} from "@/lib/services/member-views";

const ROW_PX = 26;
const DAY_MS = 24 * 60 * 60_000;

type Times = Pick<MemberView, "now" | "zone">;

/** The bar in words: its accessible name, its tooltip and its text twin. */
export function barWords(bar: TimelineBarView, times: Times): string {
  const until = bar.until ? `until ${shortTime(bar.until, times)}` : "with no end";
  const buffers = [
    bar.leadMinutes > 0 ? `opens ${bar.leadMinutes} min before` : null,
    bar.lagMinutes > 0 && bar.until ? `closes ${bar.lagMinutes} min after` : null,
  ].filter(Boolean);
  const tail = buffers.length > 0 ? `, ${buffers.join(" and ")}` : "";
  return `${sourceWords[bar.source]}: ${bar.label}, from ${shortTime(bar.from, times)} ${until}${tail}`;
}

const placed = (span: Span) => ({ left: `${span.left}%`, width: `${span.width}%` });

function Bar({
  bar,
  geometry,
  times,
}: {
  readonly bar: TimelineBarView;
  readonly geometry: NonNullable<ReturnType<ReturnType<typeof layOutBars>["get"]>>;
  readonly times: Times;
}) {
  const colour = sourceColours[bar.source];
  const words = barWords(bar, times);
  const left = geometry.lead.width > 0 ? geometry.lead.left : geometry.core.left;
  const width = geometry.lead.width + geometry.core.width + geometry.lag.width;
  const inner = (part: Span) => ({
    left: `${width === 0 ? 0 : ((part.left - left) / width) * 100}%`,
    width: `${width === 0 ? 0 : (part.width / width) * 100}%`,
  });
  return (
    <Tooltip>
      <TooltipTrigger asChild>
        <button
          type="button"
          aria-label={words}
          className="absolute h-5 min-w-1.5 rounded-sm outline-offset-1"
          style={{ ...placed({ left, width }), top: geometry.row * ROW_PX + 3 }}
        >
          <span
            aria-hidden
            className={cn("absolute inset-y-0 rounded-l-sm opacity-35", colour)}
            style={inner(geometry.lead)}
          />
          <span
            aria-hidden
            className={cn(
              "absolute inset-y-0 min-w-1",
              colour,
              geometry.lead.width === 0 && "rounded-l-sm",
              geometry.lag.width === 0 && "rounded-r-sm",
            )}
            style={inner(geometry.core)}
          />
          <span
            aria-hidden
            className={cn("absolute inset-y-0 rounded-r-sm opacity-35", colour)}
            style={inner(geometry.lag)}
          />
        </button>
      </TooltipTrigger>
      <TooltipContent>{words}</TooltipContent>
    </Tooltip>
  );
}

function Lane({
  lane,
  view,
  nowAt,
}: {
  readonly lane: TimelineLaneView;
  readonly view: MemberView;
  readonly nowAt: number;
}) {
  const geometry = layOutBars(lane.bars, view.range);
  const rows = Math.max(1, ...[...geometry.values()].map((bar) => bar.row + 1));
  return (
    <li className="grid gap-x-4 border-t py-2 sm:grid-cols-[11rem_1fr]">
      <p className="min-w-0 text-[13px]">
        <span className="block truncate font-medium">{lane.groupName}</span>
        <span className="block truncate text-muted-foreground">{lane.connectionLabel}</span>
      </p>
      <div className="relative" style={{ height: Math.max(rows * ROW_PX, ROW_PX) }}>
        {lane.bars.map((bar) => {
          const where = geometry.get(bar.id);
          return where ? <Bar key={bar.id} bar={bar} geometry={where} times={view} /> : null;
        })}
        <span
          aria-hidden
          className="pointer-events-none absolute -inset-y-2 w-px bg-foreground"
          style={{ left: `${nowAt}%` }}
        />
      </div>
    </li>
  );
}

/** Per cent of the width up to which the label of a tick has room. */
const LABEL_AT_MAX = 90;

/** One lane per access group; bars coloured by source, lighter where lead and lag are, a line for now. */
export function Timeline({ view }: { readonly view: MemberView }) {
  const nowAt = positionOf(new Date(view.now).getTime(), view.range);
  const isLong = new Date(view.range.until).getTime() - new Date(view.range.from).getTime() > 2 * DAY_MS;
  // A label that begins at the right edge would stick out of the page.
  const ticks = ticksFor(view.range, view.now, view.zone).filter(
    (tick) => positionOf(new Date(tick).getTime(), view.range) <= LABEL_AT_MAX,
  );
  const used = [...new Set(view.lanes.flatMap((lane) => lane.bars.map((bar) => bar.source)))];
  return (
    <TooltipProvider delayDuration={150}>
      <div className="rounded-lg border bg-card px-4 pt-3 pb-1">
        <div className="grid gap-x-4 sm:grid-cols-[11rem_1fr]">
          <ul className="mb-2 flex flex-wrap gap-x-3 text-[13px] sm:hidden">
            {used.map((source) => (
              <Key key={source} source={source} />
            ))}
          </ul>
          <div
            aria-hidden
            className="relative col-start-1 h-7 text-[13px] text-muted-foreground tabular-nums sm:col-start-2"
          >
            {ticks.map((tick, index) => (
              <span
                key={tick}
                className={cn("absolute whitespace-nowrap", index % 2 === 1 && "hidden sm:inline")}
                style={{ left: `${positionOf(new Date(tick).getTime(), view.range)}%` }}
              >
                {isLong ? dayLabel(tick, view.zone) : clockTime(tick, view.zone)}
              </span>
            ))}
          </div>
        </div>
        <ul aria-label="Timeline, one lane for each access group">
          {view.lanes.map((lane) => (
            <Lane key={`${lane.connectionLabel} ${lane.groupId}`} lane={lane} view={view} nowAt={nowAt} />
          ))}
        </ul>
        <ul className="hidden flex-wrap gap-x-4 border-t py-2 text-[13px] sm:flex">
          {used.map((source) => (
            <Key key={source} source={source} />
          ))}
          <li className="flex items-center gap-1.5 text-muted-foreground">
            <span aria-hidden className="h-3.5 w-px bg-foreground" /> now, {shortTime(view.now, view)}
          </li>
        </ul>
      </div>
    </TooltipProvider>
  );
}

function Key({ source }: { readonly source: TimelineSource }) {
  return (
    <li className="flex items-center gap-1.5 text-muted-foreground">
      <span aria-hidden className={cn("size-2.5 rounded-xs", sourceColours[source])} /> {sourceWords[source]}
    </li>
  );
}
