import type { Instant, ProblemView, Zone } from "./views";

/** What the approvals page shows. Like `views.ts`: plain data, words already chosen. */

export interface ApprovalPersonView {
  readonly personId: string;
  readonly name: string;
  readonly href: string | null;
  readonly groupNames: readonly string[];
}

export interface ApprovalView {
  readonly id: string;
  readonly state: "open" | "dismissed";
  readonly connectionLabel: string;
  /** "11 people would lose access at Akiles". */
  readonly title: string;
  /** Why it was held. */
  readonly why: string;
  readonly since: Instant;
  readonly people: readonly ApprovalPersonView[];
}

export interface BudgetSettingView {
  readonly connectionId: string;
  readonly connectionLabel: string;
  /** 1-100. */
  readonly sharePercent: number;
  readonly peopleMin: number;
  /** People who hold something now: what the share is of. */
  readonly holders: number;
}

/** Somebody at the vendor took this away, or shut the person out: a click gives it back. */
export interface ShutOutView {
  readonly id: string;
  readonly kind: "taken_out" | "shut_out";
  readonly personId: string;
  readonly problem: ProblemView;
}

export interface ApprovalsView {
  readonly now: Instant;
  readonly zone: Zone;
  readonly approvals: readonly ApprovalView[];
  readonly shutOut: readonly ShutOutView[];
  readonly budgets: readonly BudgetSettingView[];
}
