import type { Instant, TimedView } from "./views";

/** What the pages of activity and of runs show. Conventions as in `views.ts`. */

export interface ActivityRowView {
  readonly id: string;
  readonly at: Instant;
  /** "Ana Ruiz", "Lintel", "Nexudus". */
  readonly actor: string;
  readonly sentence: string;
  readonly subject: { readonly label: string; readonly href: string | null } | null;
  readonly outcome: "done" | "failed" | "held" | "waiting";
  readonly detail: string | null;
}

/** Filters are GET parameters: `q`, `outcome`, `page` (from 1). */
export interface ActivityView extends TimedView {
  readonly query: {
    readonly q: string;
    readonly outcome: ActivityRowView["outcome"] | "all";
    readonly page: number;
  };
  readonly rows: readonly ActivityRowView[];
  readonly total: number;
  readonly pageSize: number;
  readonly csvHref: string | null;
}

export interface RunRowView {
  readonly id: string;
  /** In words: "Full check", "Look at one member", "Open or close on time". */
  readonly label: string;
  /** What it was about, e.g. a member or connection name. */
  readonly about: string | null;
  readonly state: "running" | "waiting" | "completed" | "failed" | "cancelled";
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly attempts: number;
  readonly href: string | null;
}

export interface RunsView extends TimedView {
  readonly rows: readonly RunRowView[];
  /** The engine's own dashboard; null where it has none. */
  readonly dashboardHref: string | null;
  /** Where runs execute, in one sentence, e.g. that nothing is kept over a restart. */
  readonly engineNote: string;
}
