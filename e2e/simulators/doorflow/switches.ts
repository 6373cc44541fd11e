/**
 * Behaviours of the vendor that nobody has documented, on which its own pages disagree, or that a test wants
 * otherwise. The defaults are the strict or most literal readings: a connector that passes with them and with
 * their opposites needs no luck.
 */
export interface Switches {
  /** A refresh answers with a new refresh token, and both old tokens are dead. */
  rotateRefreshTokens: boolean;
  /** Status of an accepted PUT. 204 has no body. */
  updateStatus: 200 | 201 | 204;
  deleteStatus: 200 | 204;
  deleteBody: "json" | "text" | "empty";
  /** Single objects come as an array of one. */
  arrayWrapped: boolean;
  /** Timestamps with the account's offset instead of Z. */
  offsetTimes: boolean;
  /** Which headers of a list tell its size. */
  pageHeaders: "total" | "x" | "both" | "none";
  /** The e-mail of a soft-deleted person stays taken. */
  deletedKeepsEmail: boolean;
  systemIdUnique: boolean;
  emailFilter: "partial" | "exact";
  /** Credential values are shown as asterisks. */
  maskValues: boolean;
  pinDigits: "4-8" | "4-7" | "5_no_repeat";
  /** Groups of an active reservation are shown among the person's groups. */
  reservationsInGroups: boolean;
  /** A list of groups without one that an active reservation gives takes the person out of it. */
  putCutsReservations: boolean;
  /** A group that is written back while only a reservation gives it is then held for good. */
  writtenBackStays: boolean;
  /** The end of a reservation takes the person out of its groups whatever else gives them. */
  endStripsGroups: boolean;
  /**
   * How the start and end of a reservation reach the doors: `on_doors` = they know both from the sync before,
   * `platform_syncs` = the platform syncs at each edge, `need_sync` = only the next sync brings it.
   */
  reservationEdges: "on_doors" | "platform_syncs" | "need_sync";
  /** How long a sync takes, on the simulated clock. */
  syncMs: number;
  /** The least time between two syncs. */
  syncEveryMs: number;
  /** Longest group reservation the account allows, in days. */
  reservationDaysMax: number;
  /** What `since` of the event list goes by. */
  eventsSince: "occurred" | "recorded";
  /** Events in the newer guide's shape: `occurred_at` and `description`. */
  guideEvents: boolean;
  webhookDuplicates: boolean;
  webhookReorder: boolean;
  /** Objects carry fields no client knows yet. */
  extraFields: boolean;
}

export const defaultSwitches = (): Switches => ({
  rotateRefreshTokens: true,
  updateStatus: 201,
  deleteStatus: 200,
  deleteBody: "json",
  arrayWrapped: false,
  offsetTimes: false,
  pageHeaders: "both",
  deletedKeepsEmail: true,
  systemIdUnique: true,
  emailFilter: "partial",
  maskValues: false,
  pinDigits: "4-8",
  reservationsInGroups: true,
  putCutsReservations: true,
  writtenBackStays: false,
  endStripsGroups: true,
  reservationEdges: "on_doors",
  syncMs: 2_000,
  syncEveryMs: 30_000,
  reservationDaysMax: 366,
  eventsSince: "occurred",
  guideEvents: false,
  webhookDuplicates: false,
  webhookReorder: false,
  extraFields: false,
});
