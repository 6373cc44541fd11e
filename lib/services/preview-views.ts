import type { ProgressView, TimedView } from "./views";

/** What the preview of a change shows. Conventions as in `views.ts`. */

export interface PreviewSentenceView {
  readonly effect: "adds_person" | "gives" | "takes" | "retimes";
  readonly text: string;
  /** The member is inside this window at `now`. */
  readonly nowInside: boolean;
}

export interface PreviewMemberView {
  readonly memberId: string;
  readonly name: string;
  readonly sentences: readonly PreviewSentenceView[];
}

/** The confirm form posts `previewId` and `digest`. */
export interface PreviewView extends TimedView {
  readonly previewId: string;
  readonly connectionLabel: string;
  /** What the admin changed, e.g. "Mapping of 3 items". */
  readonly cause: string;
  /** `changed` = confirmed digest no longer fits: `members` then shows only the difference. */
  readonly state: "ready" | "changed" | "applying" | "applied" | "dismissed";
  readonly digest: string;
  /** Operations caused by the change; "Apply 14 changes". */
  readonly causedCount: number;
  readonly totals: {
    readonly peopleAdded: number;
    readonly accessGiven: number;
    readonly accessTaken: number;
    readonly retimed: number;
    /** People who lose access while a window of theirs is running. */
    readonly losingWhileInside: number;
  };
  readonly groups: readonly { readonly name: string; readonly given: number; readonly taken: number }[];
  readonly members: readonly PreviewMemberView[];
  /** Members left out of `members` because the list is long. */
  readonly moreMembers: number;
  /** Decided against for now; `reason` is a sentence. */
  readonly held: readonly {
    readonly reason: string;
    readonly count: number;
    readonly names: readonly string[];
  }[];
  readonly progress: ProgressView | null;
}
