import { expect, it } from "vitest";
import { type InvitationFact, judgeInvitations } from "./invitations";

const now = new Date("2026-05-12T10:00:00Z");
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const row = (state: InvitationFact["state"], more: Partial<InvitationFact> = {}): InvitationFact => ({
  state,
  createdAt: minutes(-600),
  expiresAt: minutes(600),
  ...more,
});
const judge = (known: readonly InvitationFact[], askedAt: Date | null = null) =>
  judgeInvitations({ now, known, askedAt });

it("sends to somebody who has neither a pass nor an invitation that holds", () => {
  expect(judge([])).toBe("send");
  expect(judge([row("expired"), row("cancelled")])).toBe("send");
  expect(judge([row("pending", { expiresAt: now })])).toBe("send");
});

it("sends nothing to somebody who has a pass, or an invitation that holds", () => {
  expect(judge([row("redeemed", { expiresAt: minutes(-1) })])).toBe("redeemed");
  expect(judge([row("pending", { expiresAt: minutes(1) })])).toBe("pending");
  expect(judge([row("pending", { expiresAt: null })])).toBe("pending");
});

it("takes whatever was made since ours was asked for as ours, so that none is sent twice", () => {
  for (const state of ["pending", "expired", "cancelled"] as const)
    expect(judge([row(state, { createdAt: minutes(-5), expiresAt: minutes(-1) })], minutes(-5))).toBe("sent");
  expect(judge([row("expired")], minutes(-5))).toBe("send");
});
