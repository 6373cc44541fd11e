import { grantKey, sameSources } from "../keys";
import type {
  GrantKey,
  LedgerChange,
  LedgerGrant,
  ObservedGrant,
  Operation,
  PersonId,
  Plan,
  PlanInput,
  PlannedPerson,
  PlanningCapabilities,
  Window,
} from "../types";
import { contains, sameWindow } from "../windows";

/** An operation the pretend vendor would not carry out: always a fault of the plan. */
export class RefusedOperation extends Error {
  override readonly name = "RefusedOperation";
}

/**
 * A vendor and our ledger in memory, strict enough to catch a bad plan: it refuses to touch what is not ours
 * or not there, a second object where one per group is the limit, and writes for people who do not exist.
 * `hidden` objects exist but are left out of observations, as in a read that broke off.
 */
export class TinyVendor {
  readonly objects = new Map<string, ObservedGrant>();
  readonly ledger = new Map<string, LedgerGrant>();
  readonly hidden = new Set<string>();
  readonly created = new Set<PersonId>();
  writes = 0;
  #next = 1;

  constructor(readonly capabilities: PlanningCapabilities) {}

  /** An independent copy, so that one world can be played several times. */
  clone(): TinyVendor {
    const copy = new TinyVendor(this.capabilities);
    for (const [id, object] of this.objects) copy.objects.set(id, object);
    for (const [id, row] of this.ledger) copy.ledger.set(id, row);
    for (const id of this.hidden) copy.hidden.add(id);
    for (const id of this.created) copy.created.add(id);
    copy.#next = this.#next;
    return copy;
  }

  add(object: Omit<ObservedGrant, "vendorGrantId">): string {
    const vendorGrantId = `v${this.#next++}`;
    this.objects.set(vendorGrantId, { ...object, vendorGrantId });
    return vendorGrantId;
  }

  /** What the planner is given, with the facts of `base`. */
  input(base: Omit<PlanInput, "observed" | "ledger" | "capabilities">, isComplete: boolean): PlanInput {
    const items = [...this.objects.values()].filter(
      (object) => isComplete || !this.hidden.has(object.vendorGrantId),
    );
    return {
      ...base,
      people: base.people.map((person) => this.#withVendorId(person)),
      observed: isComplete
        ? { complete: true, takenAt: base.now, items }
        : { complete: false, reason: "a page failed", items },
      ledger: [...this.ledger.values()],
      capabilities: this.capabilities,
    };
  }

  apply(plan: Plan): void {
    for (const change of plan.ledgerChanges) this.#correct(change);
    for (const operation of plan.operations) this.#perform(operation);
  }

  /** Windows with an end are kept; what has none is an object without a window, of which a group takes one. */
  get keepsOnlyEnds(): boolean {
    return this.capabilities.openEnded === "untimed";
  }

  /** Whether something without a window is there, where a group takes one of those. */
  hasOpenEnded(key: GrantKey): boolean {
    return (
      this.keepsOnlyEnds &&
      [...this.objects.values()].some((o) => o.window === null && grantKey(o.key) === grantKey(key))
    );
  }

  /** Whether an own object opens the group at `at`. */
  opens(key: GrantKey, at: Date): boolean {
    return this.ownObjects(key).some(({ window }) => window === null || contains(window, at));
  }

  ownObjects(key: GrantKey): ObservedGrant[] {
    return [...this.objects.values()].filter(
      (o) => o.ownership === "ours" && grantKey(o.key) === grantKey(key),
    );
  }

  #withVendorId(person: PlannedPerson): PlannedPerson {
    return this.created.has(person.personId)
      ? { ...person, vendorPersonId: `vp-${person.personId}` }
      : person;
  }

  #perform(operation: Operation): void {
    this.writes += 1;
    switch (operation.verb) {
      case "ensurePerson":
        this.created.add(operation.personId);
        return;
      case "grant": {
        if (!this.created.has(operation.key.personId))
          throw new RefusedOperation("grant before the person exists");
        const vendorGrantId = this.#grant(operation.key, operation.timed ? operation.window : null);
        this.#write(operation.ledgerId, operation.key, vendorGrantId, operation);
        return;
      }
      case "retime": {
        const object = this.#own(operation.vendorGrantId);
        const window = this.keepsOnlyEnds && operation.window.until === null ? null : operation.window;
        if (window === null && object.window !== null && this.hasOpenEnded(object.key))
          throw new RefusedOperation("second object without a window");
        this.objects.set(object.vendorGrantId, { ...object, window });
        this.#write(operation.ledgerId, operation.key, object.vendorGrantId, operation);
        return;
      }
      case "revoke": {
        // Gone already is fine (a repeat); not ours never is.
        if (this.objects.has(operation.vendorGrantId)) this.#own(operation.vendorGrantId);
        this.objects.delete(operation.vendorGrantId);
        if (operation.ledgerId !== null) this.ledger.delete(operation.ledgerId);
        return;
      }
      default:
        operation satisfies never;
    }
  }

  #own(vendorGrantId: string): ObservedGrant {
    const object = this.objects.get(vendorGrantId);
    if (object?.ownership !== "ours") throw new RefusedOperation("write to an object that is not ours");
    return object;
  }

  /** Looks first, as a connector does: an equal own object that no row claims is the answer to a lost call. */
  #grant(key: GrantKey, window: Window | null): string {
    const claimed = new Set([...this.ledger.values()].map((row) => row.vendorGrantId));
    const equal = this.ownObjects(key).find(
      (o) =>
        !claimed.has(o.vendorGrantId) &&
        (o.window === null || window === null ? o.window === window : sameWindow(o.window, window)),
    );
    if (equal !== undefined) return equal.vendorGrantId;
    const isTaken = [...this.objects.values()].some((object) => grantKey(object.key) === grantKey(key));
    if (this.capabilities.grantsPerGroup === "one" && isTaken) {
      throw new RefusedOperation("second object in a group that takes one");
    }
    const isBesideForeign = [...this.objects.values()].some(
      (o) => o.ownership === "foreign" && o.window === null && grantKey(o.key) === grantKey(key),
    );
    if (this.keepsOnlyEnds && isBesideForeign)
      throw new RefusedOperation("an object beside one without a window of somebody else");
    if (window === null && this.hasOpenEnded(key))
      throw new RefusedOperation("second object without a window");
    if (this.keepsOnlyEnds && window !== null && window.until === null)
      throw new RefusedOperation("a window without an end");
    return this.add({ key, window, ownership: "ours" });
  }

  #write(
    ledgerId: string | null,
    key: GrantKey,
    vendorGrantId: string,
    to: Pick<LedgerGrant, "window" | "sources">,
  ) {
    const id = ledgerId ?? `l${this.#next++}`;
    const { window, sources } = to;
    this.ledger.set(id, { id, key, vendorGrantId, window, sources, state: "present" });
  }

  #correct(change: LedgerChange): void {
    if (change.kind === "record") {
      this.#write(null, change.key, change.vendorGrantId, change);
      return;
    }
    const row = this.ledger.get(change.ledgerId);
    if (row === undefined) throw new RefusedOperation("correction of a row that is not there");
    if (change.kind === "forget") this.ledger.delete(row.id);
    else if (change.kind === "claim") {
      this.ledger.set(row.id, { ...row, vendorGrantId: change.vendorGrantId, state: "present" });
    } else {
      if (sameWindow(row.window, change.window) && sameSources(row.sources, change.sources)) {
        throw new RefusedOperation("correction that corrects nothing");
      }
      this.ledger.set(row.id, { ...row, window: change.window, sources: change.sources });
    }
  }
}
