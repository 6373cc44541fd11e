import { describe, expect, it } from "vitest";
import { canonical, causedOperations, countsByMember } from "./change";
import { ana, at, ben, booking, key, span } from "./testing/examples";
import type { Operation, Plan } from "./types";

const grant = (until: string, sources = [booking("b1"), booking("b2")]): Operation => ({
  verb: "grant",
  key,
  window: span("10:00", until),
  timed: true,
  sources,
  ledgerId: null,
});
const revoke: Operation = { verb: "revoke", key, ledgerId: "l1", vendorGrantId: "v1", basis: "withdrawn" };
const ensure: Operation = { verb: "ensurePerson", connectionId: key.connectionId, personId: key.personId };
const planOf = (...operations: Operation[]): Plan => ({
  operations,
  later: new Set(),
  held: [],
  ledgerChanges: [],
  nextEdgeAt: at("12:00"),
});

describe("what a change causes", () => {
  it("leaves out what would happen anyway", () => {
    const change = causedOperations(planOf(ensure, grant("12:00"), revoke), planOf(ensure, grant("12:00")));
    expect(change).toEqual({ caused: [revoke], prevented: [] });
  });

  it("names what it stops from happening", () => {
    expect(causedOperations(planOf(), planOf(revoke))).toEqual({ caused: [], prevented: [revoke] });
  });
});

describe("the canonical text", () => {
  it("does not depend on the order of operations or of sources", () => {
    const turned = grant("12:00", [booking("b2"), booking("b1")]);
    expect(canonical([revoke, turned])).toBe(canonical([grant("12:00"), revoke]));
  });

  it("depends on everything an admin confirms", () => {
    const other: Operation[] = [
      grant("12:01"),
      { ...revoke, basis: "unseen" },
      { ...revoke, vendorGrantId: "v2" },
      { ...ensure, personId: "p2" as typeof key.personId },
    ];
    const texts = [grant("12:00"), revoke, ensure, ...other].map((operation) => canonical([operation]));
    expect(new Set(texts).size).toBe(7);
  });
});

describe("counts", () => {
  it("are per member, and each member of a shared person counts", () => {
    const counts = countsByMember({ caused: [ensure, grant("12:00"), revoke], prevented: [] }, () => [
      ana,
      ben,
    ]);
    const each = { peopleAdded: 1, accessGiven: 1, accessTaken: 1, accessMoved: 0 };
    expect(counts).toEqual(
      new Map([
        [ana, each],
        [ben, each],
      ]),
    );
  });

  it("take a prevented grant for access taken and a prevented revoke for access given", () => {
    const counts = countsByMember({ caused: [], prevented: [grant("12:00"), revoke] }, () => [ana]);
    expect(counts.get(ana)).toEqual({ peopleAdded: 0, accessGiven: 1, accessTaken: 1, accessMoved: 0 });
  });
});
