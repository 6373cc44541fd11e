import { describe, expect, it } from "vitest";
import {
  basisSentence,
  heldSentence,
  holdSentence,
  operationSentence,
  sourceSentence,
  type Wording,
} from "./sentence";
import { booking, key, span } from "./testing/examples";
import type { Operation } from "./types";

const wording: Wording = {
  person: () => "Ana",
  group: () => "Meeting rooms",
  at: (instant) => instant.toISOString().slice(11, 16),
};
const grant: Operation = {
  verb: "grant",
  key,
  window: span("09:45", "11:15"),
  timed: true,
  sources: [booking("b1")],
  ledgerId: null,
};
const retime: Operation = { ...grant, verb: "retime", ledgerId: "l1", vendorGrantId: "v1" };
const revoke: Operation = { verb: "revoke", key, ledgerId: "l1", vendorGrantId: "v1", basis: "window_ended" };

describe("an operation reads as one sentence", () => {
  it.each<[Operation, string]>([
    [
      { verb: "ensurePerson", connectionId: key.connectionId, personId: key.personId },
      "Adds Ana to the door system",
    ],
    [grant, "Gives Meeting rooms to Ana from 09:45 until 11:15"],
    [{ ...grant, window: span("09:45", null) }, "Gives Meeting rooms to Ana from 09:45 with no end"],
    [retime, "Changes Meeting rooms for Ana: now from 09:45 until 11:15"],
    [revoke, "Takes Meeting rooms from Ana: the time is over"],
  ])("%#", (operation, sentence) => {
    expect(operationSentence(operation, wording)).toBe(sentence);
  });

  it("without the ids of people or vendor objects", () => {
    for (const operation of [grant, retime, revoke]) {
      expect(operationSentence(operation, wording)).not.toMatch(/p1|v1|l1|g-rooms/);
    }
  });

  it("with the reason when it waits", () => {
    expect(heldSentence({ operation: grant, reason: "revoke_budget" }, wording)).toBe(
      "Gives Meeting rooms to Ana from 09:45 until 11:15 - waiting: unusually many people would lose access, so an admin must approve it",
    );
  });
});

it("tells every basis, hold and source from the others", () => {
  const bases = (["window_ended", "withdrawn", "unseen"] as const).map(basisSentence);
  const holds = (
    [
      "not_ours",
      "incomplete_snapshot",
      "revoke_budget",
      "ambiguous_person",
      "unconfirmed_person",
      "connection_paused",
      "unsupported",
    ] as const
  ).map(holdSentence);
  const sources = (["booking", "contract", "pass", "visit"] as const).map((kind) =>
    sourceSentence({ kind, id: "1" }),
  );
  const all = [...bases, ...holds, ...sources];
  expect(new Set(all).size).toBe(14);
  expect(all.every((text) => text.length > 5)).toBe(true);
});
