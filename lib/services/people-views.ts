import type { Instant } from "./views";

/** What the pages about who is who, and about what is held by hand, show. Conventions as in `views.ts`. */

/** Somebody at the vendor who could be the member. */
export interface CandidateView {
  readonly vendorPersonId: string;
  readonly name: string;
  /** Holds groups that no item is mapped to. */
  readonly holdsForeignGroups: boolean;
  readonly isOperator: boolean;
  /** Members this person stands for already: choosing it says that they are one human. */
  readonly sharesWith: readonly string[];
}

/** One question: who is this member at the vendor? */
export interface PersonQuestionView {
  readonly personId: string;
  readonly memberId: string;
  /** All members the question is about, the first one first. */
  readonly memberName: string;
  readonly connectionLabel: string;
  readonly vendorName: string;
  /** Several, or none that may be confirmed, is a problem. */
  readonly candidates: readonly CandidateView[];
  /** May be confirmed together with others. */
  readonly isPlain: boolean;
}

export interface PeopleToConfirmView {
  readonly questions: readonly PersonQuestionView[];
  /** Questions left out of `questions` because the list is long. */
  readonly more: number;
}

/** A form posts `decision.<groupId>` for each group, and `connectionId`. */
export interface AdoptionGroupView {
  readonly groupId: string;
  readonly name: string;
  /** Null = not chosen: left. */
  readonly decision: "adopt" | "leave" | null;
  readonly heldAndDue: number;
  readonly heldNotDue: number;
  readonly due: readonly string[];
  readonly notDue: readonly string[];
}

export interface AdoptionView {
  readonly connectionId: string;
  readonly vendorName: string;
  /** Null = nobody has looked who is there yet. */
  readonly lookedAt: Instant | null;
  /** The last look saw everybody. */
  readonly isComplete: boolean;
  readonly toConfirm: number;
  readonly groups: readonly AdoptionGroupView[];
}

/** What one member holds by hand on one connection; the form posts `personId` and `digest`. */
export interface HeldByHandView {
  readonly personId: string;
  readonly connectionLabel: string;
  readonly vendorName: string;
  readonly digest: string;
  readonly lines: readonly {
    readonly id: string;
    /** What adopting does to it, a whole sentence. */
    readonly text: string;
    readonly ends: boolean;
  }[];
}

export interface MemberPeopleView {
  readonly memberId: string;
  readonly memberName: string;
  /** People the member shares with others. The form posts `personId` and `memberId`. */
  readonly shares: readonly {
    readonly personId: string;
    readonly connectionLabel: string;
    readonly vendorName: string;
    readonly others: readonly string[];
    /** PIN, cards and e-mail are this member's. */
    readonly isFirst: boolean;
  }[];
  readonly byHand: readonly HeldByHandView[];
}
