/** An invitation to a mobile pass as the vendor shows it. */
export interface InvitationFact {
  readonly state: "pending" | "redeemed" | "expired" | "cancelled";
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}

/**
 * Whether a person needs an invitation at a window's opening (design P5).
 *
 * | the vendor shows                                   | verdict    |
 * |----------------------------------------------------|------------|
 * | a redeemed one                                     | `redeemed` |
 * | a pending one that has not expired                 | `pending`  |
 * | one made since ours was asked for, whatever it is  | `sent`     |
 * | anything else                                      | `send`     |
 *
 * `askedAt` = since when ours has had no outcome; null = it was not asked for. The third row keeps an invitation whose
 * answer was lost from being sent twice.
 */
export function judgeInvitations(input: {
  readonly now: Date;
  readonly known: readonly InvitationFact[];
  readonly askedAt: Date | null;
}): "redeemed" | "pending" | "sent" | "send" {
  const { now, known, askedAt } = input;
  if (known.some((row) => row.state === "redeemed")) return "redeemed";
  if (known.some((row) => row.state === "pending" && (row.expiresAt === null || now < row.expiresAt)))
    return askedAt === null ? "pending" : "sent";
  const isOurs = (row: InvitationFact) =>
    askedAt !== null && row.createdAt !== null && row.createdAt.getTime() >= askedAt.getTime() - CLOCKS_MS;
  return known.some(isOurs) ? "sent" : "send";
}

/** The vendor's clock may be behind ours, and its times are in seconds. */
const CLOCKS_MS = 60_000;
