import { describe, expect, it } from "vitest";
import { plan } from "./plan";
import {
  at,
  booking,
  desired,
  key,
  mixed,
  person,
  planInput,
  row,
  seen,
  single,
  span,
  timed,
  untimed,
} from "./testing/examples";
import type { PlanInput, SourceStanding } from "./types";

const known = (...ids: string[]) => new Map(ids.map((id) => [`booking:${id}`, "known" as SourceStanding]));
const gone = (...ids: string[]) => new Map(ids.map((id) => [`booking:${id}`, "gone" as SourceStanding]));
const verbs = (input: PlanInput) => plan(input).operations.map((operation) => operation.verb);
const window = span("10:00", "12:00");
const held = { ledger: [row("l1", window, [booking("b1")])], observed: [seen("v-l1", window)] };

describe("granting", () => {
  it("makes the person first, then the grant", () => {
    const people = [{ personId: person, vendorPersonId: null, link: "ready" as const }];
    expect(plan(planInput({ desired: [desired({ b1: window })], people })).operations).toEqual([
      { verb: "ensurePerson", connectionId: key.connectionId, personId: person },
      { verb: "grant", key, window, timed: true, sources: [booking("b1")], ledgerId: null },
    ]);
  });

  it("does not make a person who needs nothing at the vendor yet", () => {
    const people = [{ personId: person, vendorPersonId: null, link: "ready" as const }];
    expect(plan(planInput({ people })).operations).toEqual([]);
    const later = { desired: [desired({ b1: span("14:00", "15:00") })], capabilities: untimed };
    expect(plan(planInput({ people, ...later })).operations).toEqual([]);
  });

  it("pushes a timed window ahead exactly from its push-ahead instant", () => {
    const ahead = {
      desired: [desired({ b1: span("14:00", "15:00") })],
      capabilities: { ...timed, pushAheadMs: 3_600_000 },
    };
    const early = plan(planInput({ ...ahead, now: "12:59" }));
    expect(early.operations).toEqual([]);
    expect(early.nextEdgeAt).toEqual(at("13:00"));
    expect(verbs(planInput({ ...ahead, now: "13:00" }))).toEqual(["grant"]);
  });

  it("opens an untimed grant at its start, not before", () => {
    const grant = { desired: [desired({ b1: window })], capabilities: untimed };
    expect(verbs(planInput({ ...grant, now: "09:59" }))).toEqual([]);
    expect(plan(planInput({ ...grant, now: "10:00" })).operations).toEqual([
      expect.objectContaining({ verb: "grant", timed: false, window }),
    ]);
  });

  it("does nothing when the vendor already has it", () => {
    const settled = plan(planInput({ desired: [desired({ b1: window })], ...held }));
    expect(settled).toEqual({
      operations: [],
      later: new Set(),
      held: [],
      ledgerChanges: [],
      nextEdgeAt: at("12:00"),
    });
  });

  it("ignores people and connections it was not asked about", () => {
    const other = { ...key, personId: "p9" as typeof person };
    const input = planInput({
      desired: [desired({ b1: window }, other)],
      ledger: [row("l1", window, [], { key: other })],
    });
    expect(plan(input).operations).toEqual([]);
  });
});

describe("moving", () => {
  it.each([
    ["moved", span("15:00", "17:00")],
    ["extended while inside", span("10:00", "13:00")],
    ["shortened", span("10:00", "11:00")],
  ])("writes a booking that was %s exactly once", (_, to) => {
    expect(plan(planInput({ desired: [desired({ b1: to })], ...held })).operations).toEqual([
      { verb: "retime", key, ledgerId: "l1", vendorGrantId: "v-l1", window: to, sources: [booking("b1")] },
    ]);
  });

  it("extends by the touching booking made while inside, without closing", () => {
    const shares = { b1: window, b2: span("12:00", "13:00") };
    expect(plan(planInput({ desired: [desired(shares)], ...held })).operations).toEqual([
      expect.objectContaining({ verb: "retime", window: span("10:00", "13:00") }),
    ]);
  });

  it("restates an untimed grant without a vendor write", () => {
    const input = planInput({
      desired: [desired({ b1: span("10:00", "13:00") })],
      ledger: held.ledger,
      observed: [seen("v-l1", null)],
      capabilities: untimed,
    });
    expect(plan(input)).toMatchObject({
      operations: [],
      ledgerChanges: [{ kind: "restate", ledgerId: "l1", window: span("10:00", "13:00") }],
    });
  });

  it("revokes what was shortened into the past", () => {
    const input = planInput({ ...held, now: "11:30", standings: known("b1") });
    expect(plan(input).operations).toEqual([
      { verb: "revoke", key, ledgerId: "l1", vendorGrantId: "v-l1", basis: "withdrawn" },
    ]);
  });

  it("adds what replaces before it removes what is replaced", () => {
    const other = { ...key, groupId: "g-other" as typeof key.groupId };
    const input = planInput({ desired: [desired({ b1: window }, other)], ...held });
    expect(verbs(input)).toEqual(["grant", "revoke"]);
  });

  it("removes what holds now before it adds what begins later", () => {
    const later = { b2: span("14:00", "15:00"), b3: span("16:00", "17:00") };
    const input = planInput({ desired: [desired(later)], standings: gone("b1"), ...held, now: "11:00" });
    expect(verbs(input)).toEqual(["revoke", "grant", "grant"]);
  });

  it("ends what holds now by a move before it adds what begins sooner than the move", () => {
    const other = { ...key, groupId: "g-other" as typeof key.groupId };
    const input = planInput({
      desired: [desired({ b1: span("16:00", "17:00") }), desired({ b2: span("14:00", "15:00") }, other)],
      ...held,
      now: "11:00",
    });
    expect(verbs(input)).toEqual(["retime", "grant"]);
  });

  it("gives, moves and takes what begins later by its start", () => {
    const [first, moved, third] = [span("13:00", "14:00"), span("15:00", "16:00"), span("17:00", "18:00")];
    const input = planInput({
      desired: [desired({ b2: { from: at("15:00"), until: at("16:30") }, b3: third })],
      ledger: [row("l1", first, [booking("b1")]), row("l2", moved, [booking("b2")])],
      observed: [seen("v-l1", first), seen("v-l2", moved)],
      standings: gone("b1"),
      now: "11:00",
    });
    expect(verbs(input)).toEqual(["revoke", "retime", "grant"]);
  });

  it("prefers the equal window when two bookings swap", () => {
    const [first, second] = [span("10:00", "12:00"), span("14:00", "15:00")];
    const input = planInput({
      desired: [desired({ b2: first, b1: second })],
      ledger: [row("l1", first, [booking("b1")]), row("l2", second, [booking("b2")])],
      observed: [seen("v-l1", first), seen("v-l2", second)],
    });
    expect(plan(input).operations).toEqual([]);
    expect(plan(input).ledgerChanges.map((change) => change.kind)).toEqual(["restate", "restate"]);
  });
});

describe("one object per group", () => {
  const two = desired({ b1: window, b2: span("14:00", "15:00") });

  it("holds the current window only, never one stretched over the gap", () => {
    expect(plan(planInput({ desired: [two], capabilities: single })).operations).toEqual([
      expect.objectContaining({ verb: "grant", window }),
    ]);
  });

  it("moves the object to the next window when the current one ends", () => {
    const next = desired({ b2: span("14:00", "15:00") });
    expect(
      plan(planInput({ desired: [next], ...held, now: "12:00", capabilities: single })).operations,
    ).toEqual([expect.objectContaining({ verb: "retime", ledgerId: "l1", window: span("14:00", "15:00") })]);
  });

  it("holds the grant where somebody else's object takes the place", () => {
    const observed = [seen("v9", null, { ownership: "foreign" })];
    const blocked = plan(planInput({ desired: [desired({ b1: window })], observed, capabilities: single }));
    expect(blocked.operations).toEqual([]);
    expect(blocked.held).toEqual([expect.objectContaining({ reason: "not_ours" })]);
  });

  it("removes a stray of ours first, because there is no room for two", () => {
    const observed = [seen("v9", span("18:00", "19:00"))];
    const input = planInput({ desired: [desired({ b1: window })], observed, capabilities: single });
    expect(verbs(input)).toEqual(["revoke", "grant"]);
    // Not proven to be surplus: then nothing moves.
    const unsure = plan({ ...input, platformComplete: false });
    expect(unsure.operations).toEqual([]);
    expect(unsure.held.map((item) => item.reason)).toEqual(["incomplete_snapshot", "incomplete_snapshot"]);
  });
});

describe("what an unfinished or lost call leaves", () => {
  const intended = row("l1", window, [booking("b1")], { state: "intended", vendorGrantId: null });

  it("claims the equal object, so that a lost answer never makes a second grant", () => {
    const found = plan(
      planInput({ desired: [desired({ b1: window })], ledger: [intended], observed: [seen("v7", window)] }),
    );
    expect(found.operations).toEqual([]);
    expect(found.ledgerChanges).toEqual([{ kind: "claim", ledgerId: "l1", vendorGrantId: "v7" }]);
  });

  it("repeats the grant under the same row when nothing equal is there", () => {
    const input = planInput({ desired: [desired({ b1: window })], ledger: [intended] });
    expect(plan(input).operations).toEqual([expect.objectContaining({ verb: "grant", ledgerId: "l1" })]);
  });

  it("forgets what is no longer wanted only after a complete vendor read", () => {
    const input = planInput({ ledger: [intended], standings: known("b1") });
    expect(plan(input).ledgerChanges).toEqual([{ kind: "forget", ledgerId: "l1" }]);
    expect(plan({ ...input, observed: { complete: false, reason: "x", items: [] } }).ledgerChanges).toEqual(
      [],
    );
  });

  it("records an own object that equals a desired window", () => {
    const input = planInput({ desired: [desired({ b1: window })], observed: [seen("v7", window)] });
    expect(plan(input).ledgerChanges).toEqual([
      { kind: "record", key, vendorGrantId: "v7", window, sources: [booking("b1")] },
    ]);
  });

  it("revokes a stray of ours when the platform read is complete, else holds it", () => {
    const input = planInput({ observed: [seen("v7", window)] });
    expect(plan(input).operations).toEqual([
      { verb: "revoke", key, ledgerId: null, vendorGrantId: "v7", basis: "unseen" },
    ]);
    const unsure = plan({ ...input, platformComplete: false });
    expect(unsure.operations).toEqual([]);
    expect(unsure.held).toEqual([expect.objectContaining({ reason: "incomplete_snapshot" })]);
  });
});

describe("the vendor read", () => {
  it("complete: grants again what is gone and wanted, forgets what is gone and not", () => {
    const [ledger, standings] = [held.ledger, known("b1")];
    expect(plan(planInput({ desired: [desired({ b1: window })], ledger })).operations).toEqual([
      expect.objectContaining({ verb: "grant", ledgerId: "l1" }),
    ]);
    expect(plan(planInput({ ledger, standings })).ledgerChanges).toEqual([
      { kind: "forget", ledgerId: "l1" },
    ]);
  });

  it("incomplete: trusts the ledger, still grants, and still revokes by the object's id", () => {
    const partial = { ledger: held.ledger, isVendorComplete: false };
    expect(plan(planInput({ desired: [desired({ b1: window })], ...partial })).operations).toEqual([]);
    expect(verbs(planInput({ desired: [desired({ b1: window })], isVendorComplete: false }))).toEqual([
      "grant",
    ]);
    expect(plan(planInput({ ...partial, standings: known("b1") })).operations).toEqual([
      expect.objectContaining({ verb: "revoke", vendorGrantId: "v-l1", basis: "withdrawn" }),
    ]);
  });

  it("shows drift: the object is put back to its window", () => {
    const observed = [seen("v-l1", span("10:00", null))];
    expect(
      plan(planInput({ desired: [desired({ b1: window })], ledger: held.ledger, observed })).operations,
    ).toEqual([expect.objectContaining({ verb: "retime", ledgerId: "l1", window })]);
  });

  it("shows an object that is not ours: it is left alone, whatever the ledger says", () => {
    const observed = [seen("v-l1", window, { ownership: "foreign" })];
    const left = plan(
      planInput({ ledger: held.ledger, observed, standings: known("b1"), isVendorComplete: false }),
    );
    expect(left.operations).toEqual([]);
    expect(left.ledgerChanges).toEqual([{ kind: "forget", ledgerId: "l1" }]);
  });

  it("shows one object for two rows: the second row is forgotten, the door stays open", () => {
    const ledger = [...held.ledger, row("l2", window, [booking("b9")], { vendorGrantId: "v-l1" })];
    const doubled = plan(planInput({ desired: [desired({ b1: window })], ledger, observed: held.observed }));
    expect(doubled.operations).toEqual([]);
    expect(doubled.ledgerChanges).toEqual([{ kind: "forget", ledgerId: "l2" }]);
    // In an incomplete read both rows would be trusted, and revoking the second would close the first one's door.
    const partial = { ledger, isVendorComplete: false, standings: known("b9") };
    expect(plan(planInput({ desired: [desired({ b1: window })], ...partial })).operations).toEqual([]);
  });
});

describe("revoking", () => {
  const basisOf = (input: PlanInput) =>
    plan(input).operations.map((operation) => operation.verb === "revoke" && operation.basis);

  it("closes a known end on time, whatever could not be read", () => {
    const blind = { ...held, platformComplete: false, isVendorComplete: false };
    expect(basisOf(planInput({ ...blind, now: "12:00" }))).toEqual(["window_ended"]);
    expect(basisOf(planInput({ ...blind, now: "11:59" }))).toEqual([]);
  });

  it("takes back at once what was cancelled while inside", () => {
    expect(basisOf(planInput({ ...held, standings: known("b1"), platformComplete: false }))).toEqual([
      "withdrawn",
    ]);
  });

  it("takes back what is proven gone, only after a complete platform read", () => {
    const input = planInput({ ...held, standings: gone("b1") });
    expect(basisOf(input)).toEqual(["unseen"]);
    const partial = plan({ ...input, platformComplete: false });
    expect(partial.operations).toEqual([]);
    expect(partial.held).toEqual([expect.objectContaining({ reason: "incomplete_snapshot" })]);
  });

  it.each([
    ["was merely not seen", [booking("b1")]],
    ["is not named at all", []],
    ["was not seen beside one that was", [booking("b1"), booking("b2")]],
  ])("never takes back a right whose source %s", (_, sources) => {
    const input = planInput({
      ledger: [row("l1", window, sources)],
      observed: held.observed,
      standings: known("b2"),
    });
    expect(plan(input).operations).toEqual([]);
    expect(plan(input).held).toEqual([
      {
        operation: expect.objectContaining({ verb: "revoke", basis: "unseen" }),
        reason: "incomplete_snapshot",
      },
    ]);
  });

  it("does not let a re-time take what a revoke may not", () => {
    // b2 has vanished from a read: shortening to b1 alone would lock its holder out.
    const ledger = [row("l1", window, [booking("b1"), booking("b2")])];
    const input = planInput({
      desired: [desired({ b1: span("10:00", "11:00") })],
      ledger,
      observed: held.observed,
    });
    expect(plan(input).operations).toEqual([]);
    expect(plan(input).held).toEqual([
      {
        operation: expect.objectContaining({ verb: "retime", window: span("10:00", "11:00") }),
        reason: "incomplete_snapshot",
      },
    ]);
    expect(verbs({ ...input, standings: known("b2") })).toEqual(["retime"]);
  });
});

describe("people who are not surely the member", () => {
  it.each([
    ["unconfirmed", "unconfirmed_person"],
    ["ambiguous", "ambiguous_person"],
  ] as const)("%s: nothing is written, with the reason", (link, reason) => {
    const people = [{ personId: person, vendorPersonId: null, link }];
    const waiting = plan(planInput({ people, desired: [desired({ b1: window })] }));
    expect(waiting.operations).toEqual([]);
    expect(waiting.held.map((item) => [item.operation.verb, item.reason])).toEqual([
      ["ensurePerson", reason],
      ["grant", reason],
    ]);
  });

  it("known endings of our own grants close even so, also where a new window would reuse the object", () => {
    const people = [{ personId: person, vendorPersonId: "vp1", link: "unconfirmed" as const }];
    const input = planInput({
      people,
      now: "12:00",
      desired: [desired({ b2: span("12:00", "13:00") })],
      ledger: held.ledger,
      observed: [seen("v-l1", null)],
      capabilities: untimed,
    });
    expect(plan(input).operations).toEqual([
      expect.objectContaining({ verb: "revoke", basis: "window_ended" }),
    ]);
    expect(plan(input).ledgerChanges).toEqual([]);
  });
});

describe("the next edge", () => {
  it("is strictly in the future, and null when time changes nothing any more", () => {
    expect(plan(planInput({ ...held, now: "12:00" })).nextEdgeAt).toBeNull();
    const open = plan(planInput({ desired: [desired({ b1: span("09:00", null) })] }));
    expect(open.nextEdgeAt).toBeNull();
  });

  it("counts the ends of ledger rows that nobody desires any more", () => {
    expect(plan(planInput({ ...held })).nextEdgeAt).toEqual(at("12:00"));
  });
});

describe("kept for an admin's answer", () => {
  const kept = new Set(["l1"]);

  it("a row stays, whatever would end it before its time, and says why", () => {
    for (const standings of [known("b1"), gone("b1")]) {
      const result = plan(planInput({ ...held, standings, kept }));
      expect(result.operations).toEqual([]);
      expect(result.ledgerChanges).toEqual([]);
      expect(result.held).toMatchObject([{ operation: { verb: "revoke" }, reason: "revoke_budget" }]);
    }
  });

  it("closes at its known end all the same", () => {
    const result = plan(planInput({ ...held, standings: gone("b1"), kept, now: "12:00" }));
    expect(result.operations).toMatchObject([{ verb: "revoke", basis: "window_ended" }]);
  });

  it("is neither shortened nor, where timers close it, written down as shorter", () => {
    const shorter = [desired({ b1: span("10:00", "11:00") })];
    for (const capabilities of [timed, untimed]) {
      const observed = [seen("v-l1", capabilities.timedGrants ? window : null)];
      const result = plan(
        planInput({ ...held, observed, desired: shorter, standings: known("b1"), kept, capabilities }),
      );
      expect(result.operations).toEqual([]);
      expect(result.ledgerChanges.filter((change) => change.kind !== "restate")).toEqual([]);
      for (const change of result.ledgerChanges) expect(change).toMatchObject({ window });
    }
  });

  it("does not keep anything else from being given", () => {
    const other = [desired({ b2: span("13:00", "14:00") })];
    const result = plan(planInput({ ...held, desired: other, standings: known("b1"), kept }));
    expect(result.operations).toMatchObject([{ verb: "grant", window: span("13:00", "14:00") }]);
  });
});

describe("where only windows with an end are kept by the vendor", () => {
  const open = { from: at("10:00"), until: null };
  const standing = { ledger: [row("l1", open, [booking("b1")])], observed: [seen("v-l1", null)] };
  const of = (more: Parameters<typeof planInput>[0]) =>
    plan(planInput({ standings: known("b1", "b2"), capabilities: mixed, ...more }));

  it("gives what has no end at its start, not before, and without a window", () => {
    const wanted = { desired: [desired({ b1: open })] };
    const early = of({ ...wanted, now: "09:59" });
    expect([early.operations, early.nextEdgeAt]).toEqual([[], at("10:00")]);
    expect(of({ ...wanted, now: "10:00" }).operations).toMatchObject([{ verb: "grant", timed: false }]);
  });

  it("pushes what has an end ahead, with its window", () => {
    const result = of({ desired: [desired({ b1: span("14:00", "15:00") })] });
    expect(result.operations).toMatchObject([{ verb: "grant", timed: true, window: span("14:00", "15:00") }]);
  });

  it("takes a membership without a window for what was asked for, whenever it began", () => {
    const result = of({ ...standing, desired: [desired({ b1: open })] });
    expect([result.operations, result.ledgerChanges]).toEqual([[], []]);
  });

  it("moves a membership to a window once an end is known, and back when it is not", () => {
    const ending = of({ ...standing, desired: [desired({ b1: window })] });
    expect(ending.operations).toMatchObject([{ verb: "retime", vendorGrantId: "v-l1", window }]);
    const lasting = of({ ...held, desired: [desired({ b1: open })] });
    expect(lasting.operations).toMatchObject([{ verb: "retime", vendorGrantId: "v-l1", window: open }]);
  });

  it("never moves a window that lies ahead to a membership that would open now", () => {
    const later = span("14:00", "16:00");
    const pending = { ledger: [row("l1", later, [booking("b1")])], observed: [seen("v-l1", later)] };
    const result = of({ ...pending, desired: [desired({ b1: { from: at("14:00"), until: null } })] });
    expect(result.operations).toMatchObject([{ verb: "revoke", basis: "withdrawn" }]);
    expect(result.nextEdgeAt).toEqual(at("14:00"));
  });

  // The end of ours would take away what somebody gave by hand, and they can enter already.
  it("gives nothing beside a membership that somebody gave by hand", () => {
    const byHand = [seen("v-hand", null, { ownership: "foreign" })];
    for (const wanted of [window, open]) {
      const result = of({ observed: byHand, desired: [desired({ b1: wanted })] });
      expect(result.operations).toEqual([]);
      expect(result.held).toMatchObject([{ operation: { verb: "grant" }, reason: "not_ours" }]);
    }
    const elsewhere = [seen("v-hand", span("08:00", "09:00"), { ownership: "foreign" })];
    expect(of({ observed: elsewhere, desired: [desired({ b1: window })] }).operations).toHaveLength(1);
  });

  it("claims a membership whose creation has no outcome", () => {
    const intended = [row("l1", open, [booking("b1")], { vendorGrantId: null, state: "intended" })];
    const result = of({ ledger: intended, observed: [seen("v1", null)], desired: [desired({ b1: open })] });
    expect(result.operations).toEqual([]);
    expect(result.ledgerChanges).toEqual([{ kind: "claim", ledgerId: "l1", vendorGrantId: "v1" }]);
  });
});
