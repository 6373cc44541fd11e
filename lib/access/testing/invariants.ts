import { canonical } from "../change";
import { edgesOf } from "../edges";
import { entitlementsOf } from "../entitlements";
import { grantKey, sourceKey } from "../keys";
import { plan } from "../plan";
import { project } from "../project";
import { isTimed } from "../timing";
import type { DesiredGrant, HeldOperation, Operation, Plan, Window } from "../types";
import { bruteForceReasons } from "./brute-force";
import type { TinyVendor } from "./tiny-vendor";
import { CONNECTION, inputOf, type World } from "./worlds";

/** What an invariant is about. A broken copy can be passed to prove that the invariant notices. */
export interface Implementation {
  readonly entitlementsOf: typeof entitlementsOf;
  readonly project: typeof project;
  readonly plan: typeof plan;
}
export const REAL: Implementation = { entitlementsOf, project, plan };

export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
}

/** Throws when the implementation does not keep its promise in this world. */
export type Invariant = (implementation: Implementation, world: World) => void;

function must(holds: boolean, promise: string, details: unknown = null): void {
  if (!holds) throw new InvariantBroken(`${promise}: ${JSON.stringify(details)}`);
}

function desiredAt({ project, entitlementsOf }: Implementation, world: World, now: Date): DesiredGrant[] {
  return project({ now, entitlements: entitlementsOf(world.facts), rules: world.rules, links: world.links });
}

function planAt(implementation: Implementation, world: World, vendor: TinyVendor, now: Date): Plan {
  return implementation.plan(inputOf(world, vendor, now, desiredAt(implementation, world, now)));
}

/** 1. Applying a plan and planning again yields nothing to do; what was held stays held. */
export const settles: Invariant = (implementation, world) => {
  const vendor = world.vendor.clone();
  const first = planAt(implementation, world, vendor, world.now);
  vendor.apply(first);
  const second = planAt(implementation, world, vendor, world.now);
  must(second.operations.length === 0, "settles in one pass", second.operations);
  must(second.ledgerChanges.length === 0, "books settle in one pass", second.ledgerChanges);
  const stillHeld = new Set(second.held.map(heldText));
  must(
    first.held.every((item) => stillHeld.has(heldText(item))),
    "held stays held",
    [first.held, second.held],
  );
};

function heldText({ operation, reason }: HeldOperation): string {
  return `${reason} ${operation.verb === "ensurePerson" ? operation.personId : grantKey(operation.key)}`;
}

/** 2. No operation, held or not, names a foreign object; foreign objects survive the plan unchanged. */
export const leavesForeignAlone: Invariant = (implementation, world) => {
  const vendor = world.vendor.clone();
  const foreign = [...vendor.objects.values()].filter(
    (o) => o.ownership === "foreign" && (world.vendorComplete || !vendor.hidden.has(o.vendorGrantId)),
  );
  const ids = new Set(foreign.map((object) => object.vendorGrantId));
  const planned = planAt(implementation, world, vendor, world.now);
  for (const operation of [...planned.operations, ...planned.held.map((item) => item.operation)]) {
    const isForeign =
      (operation.verb === "retime" || operation.verb === "revoke") && ids.has(operation.vendorGrantId);
    must(!isForeign, "names no foreign object", operation);
  }
};

/** 3. Nothing is taken for being unseen in an incomplete read; what has ended is closed regardless. */
export const absenceNeedsProof: Invariant = (implementation, world) => {
  const vendor = world.vendor.clone();
  const desired = desiredAt(implementation, world, world.now);
  const mentioned = new Set(
    desired.flatMap((grant) => grant.because.map((share) => sourceKey(share.source))),
  );
  const seenForeign = new Set(
    [...vendor.objects.values()]
      .filter(
        (o) => o.ownership === "foreign" && (world.vendorComplete || !vendor.hidden.has(o.vendorGrantId)),
      )
      .map((o) => o.vendorGrantId),
  );
  const { now } = world;
  const { capabilities } = vendor;
  const { grantsPerGroup } = capabilities;
  const rowsOf = (id: string | null) =>
    [...vendor.ledger.values()].filter((row) => row.vendorGrantId === id).length;
  const unproven = [...vendor.ledger.values()].filter((row) => {
    if (rowsOf(row.vendorGrantId) > 1) return false; // Two rows for one object: the first one speaks for it.
    const isOver = row.window.until !== null && row.window.until <= now;
    const isUnseen = row.sources.some(
      (s) => !mentioned.has(sourceKey(s)) && !world.standings.has(sourceKey(s)),
    );
    return !isOver && row.state === "present" && (row.sources.length === 0 || isUnseen);
  });
  const owed = unproven.flatMap((row) => {
    const instants = [now];
    if (isTimed(row.window, capabilities) && grantsPerGroup === "many") {
      instants.push(row.window.from, new Date((row.window.until ?? row.window.from).getTime() - 1));
    }
    return instants
      .filter((at) => at >= now && at >= row.window.from && vendor.opens(row.key, at))
      .map((at) => ({ key: row.key, at }));
  });

  const planned = implementation.plan(inputOf(world, vendor, now, desired));
  if (!world.platformComplete) {
    const unseen = planned.operations.filter((o) => o.verb === "revoke" && o.basis === "unseen");
    must(unseen.length === 0, "no unseen revoke from an incomplete platform read", unseen);
  }
  vendor.apply(planned);
  for (const { key, at } of owed) must(vendor.opens(key, at), "unproven rights stay open", { key, at });
  for (const row of vendor.ledger.values()) {
    const isLeftOpen =
      row.state === "present" &&
      row.vendorGrantId !== null &&
      vendor.objects.has(row.vendorGrantId) &&
      !seenForeign.has(row.vendorGrantId) &&
      row.window.until !== null &&
      row.window.until <= now;
    must(!isLeftOpen, "known endings close", row);
  }
};

/** 4. From now on a member with an active entitlement is in the desired set, and one without is not. */
export const desiredMatchesFacts: Invariant = (implementation, world) => {
  const desired = desiredAt(implementation, world, world.now);
  const byKey = new Map(desired.map((grant) => [grantKey(grant.key), grant]));
  for (const { windows } of desired) {
    windows.forEach((window, i) => {
      const previous = windows[i - 1];
      const isApart = previous === undefined || (previous.until !== null && previous.until < window.from);
      must(
        isApart && (window.until === null || window.from < window.until),
        "windows are apart and sorted",
        windows,
      );
    });
  }
  const personIds = new Set(world.links.map((link) => link.personId));
  const groupIds = new Set(world.rules.map((rule) => rule.groupId));
  for (const personId of personIds) {
    for (const groupId of groupIds) {
      const grant = byKey.get(grantKey({ connectionId: CONNECTION, personId, groupId }));
      const reasons = bruteForceReasons(world, personId, groupId);
      for (const atMs of sampledInstants(world, reasons)) {
        const isDue = reasons.some(([from, until]) => from <= atMs && atMs < until);
        const isDesired = (grant?.windows ?? []).some(
          (w) => w.from.getTime() <= atMs && (w.until === null || atMs < w.until.getTime()),
        );
        must(isDue === isDesired, "desired exactly while entitled", { personId, groupId, atMs, isDue });
      }
    }
  }
};

/** Both sides of every edge, the clock change, and somewhere in between; never before now. */
function sampledInstants(world: World, reasons: readonly (readonly [number, number])[]): number[] {
  const edges = [
    ...reasons.flat(),
    world.now.getTime(),
    world.clockChange?.getTime() ?? Number.POSITIVE_INFINITY,
  ];
  return edges
    .filter(Number.isFinite)
    .flatMap((edge) => [edge - 1, edge, edge + 1, edge + 7 * 60_000])
    .filter((atMs) => atMs >= world.now.getTime());
}

/** 4b. After the plan, the doors that Lintel may write to do what is desired, now and as far as pushed ahead. */
export const doorsFollow: Invariant = (implementation, world) => {
  if (!world.vendorComplete) return;
  const vendor = world.vendor.clone();
  const { now } = world;
  const { capabilities } = vendor;
  const { timedGrants, grantsPerGroup, pushAheadMs } = capabilities;
  const desired = desiredAt(implementation, world, now);
  const planned = implementation.plan(inputOf(world, vendor, now, desired));
  vendor.apply(planned);
  const heldKeys = new Set(
    planned.held.flatMap(({ operation: o }) => (o.verb === "ensurePerson" ? [] : [grantKey(o.key)])),
  );
  const ready = new Set(world.people.filter((p) => p.link === "ready").map((p) => p.personId));
  const byKey = new Map(desired.map((grant) => [grantKey(grant.key), grant]));
  const keys = [...desired.map((g) => g.key), ...[...vendor.objects.values()].map((o) => o.key)];
  for (const key of keys) {
    if (heldKeys.has(grantKey(key)) || !ready.has(key.personId)) continue;
    const windows = byKey.get(grantKey(key))?.windows ?? [];
    const isDue = windows.some((w) => w.from <= now && (w.until === null || now < w.until));
    must(vendor.opens(key, now) === isDue, "the door does what is desired", { key, isDue });
    if (!timedGrants) continue;
    const due = windows.filter(
      (w) => isTimed(w, capabilities) && w.from.getTime() <= now.getTime() + pushAheadMs,
    );
    for (const window of grantsPerGroup === "one" ? due.slice(0, 1) : due) {
      const isThere = vendor
        .ownObjects(key)
        .some((o) => o.window !== null && isSameFrom(now, o.window, window));
      must(isThere, "due windows are at the vendor, exactly", { key, window });
    }
  }
};

/** What lies before `now` may differ: taking it away would take nothing. */
function isSameFrom(now: Date, a: Window, b: Window): boolean {
  const start = (window: Window) => Math.max(window.from.getTime(), now.getTime());
  return start(a) === start(b) && a.until?.getTime() === b.until?.getTime();
}

/** 5. `nextEdgeAt` is strictly in the future, and neither desired grants nor plan change before it. */
export const nothingChangesBeforeTheEdge: Invariant = (implementation, world) => {
  const { now, vendor } = world;
  const planned = planAt(implementation, world, vendor, now);
  const edge = planned.nextEdgeAt;
  must(edge === null || edge > now, "the edge lies ahead", { edge, now });
  const lastMs = edge === null ? now.getTime() + 400 * 86_400_000 : edge.getTime() - 1;
  const text = decisionsText(planned);
  const windows = JSON.stringify(desiredAt(implementation, world, now));
  for (const atMs of [now.getTime() + 1, Math.floor((now.getTime() + lastMs) / 2), lastMs]) {
    if (atMs <= now.getTime() || atMs > lastMs) continue;
    const at = new Date(atMs);
    must(JSON.stringify(desiredAt(implementation, world, at)) === windows, "desired as before", { at, edge });
    must(decisionsText(planAt(implementation, world, vendor, at)) === text, "planned as before", {
      at,
      edge,
    });
  }
  const armed = [...edgesOf(desiredAt(implementation, world, now), now).values()].flat();
  must(
    armed.every((timer) => edge !== null && timer.at >= edge),
    "timers are not before the edge",
    { edge, armed },
  );
};

function decisionsText({ operations, held, ledgerChanges }: Plan): string {
  return JSON.stringify([operations, held, ledgerChanges]);
}

/** 6. The order of every list in the input is irrelevant. */
export const orderIsIrrelevant: Invariant = (implementation, world) => {
  const { vendor, now } = world;
  const shuffle = shuffler(world.shuffle);
  const mixed: World = {
    ...world,
    facts: {
      members: shuffle(world.facts.members),
      bookings: shuffle(world.facts.bookings),
      contracts: shuffle(world.facts.contracts),
      passes: shuffle(world.facts.passes),
      teams: shuffle(world.facts.teams),
    },
    rules: shuffle(world.rules),
    links: shuffle(world.links),
    people: shuffle(world.people),
  };
  const desired = desiredAt(implementation, world, now);
  const mixedDesired = desiredAt(implementation, mixed, now);
  must(JSON.stringify(desired) === JSON.stringify(mixedDesired), "projects the same", {
    desired,
    mixedDesired,
  });

  const input = inputOf(world, vendor, now, desired);
  const planned = implementation.plan(input);
  const mixedPlan = implementation.plan({
    ...input,
    people: shuffle(input.people),
    desired: shuffle(
      desired.map((g) => ({ ...g, windows: shuffle(g.windows), because: shuffle(g.because) })),
    ),
    observed: { ...input.observed, items: shuffle(input.observed.items) },
    ledger: shuffle(input.ledger.map((row) => ({ ...row, sources: shuffle(row.sources) }))),
    standings: new Map(shuffle([...input.standings])),
  });
  must(JSON.stringify(planned) === JSON.stringify(mixedPlan), "plans the same", [planned, mixedPlan]);
  const inPlanOrder: readonly Operation[] = planned.operations;
  must(canonical(inPlanOrder) === canonical(shuffle(inPlanOrder)), "canonical text ignores order");
};

/** A small linear congruential generator: repeatable from the world's number. */
function shuffler(seed: number) {
  let state = seed % 2_147_483_647 || 1;
  return <T>(items: readonly T[]): T[] => {
    const mixed = [...items];
    for (let i = mixed.length - 1; i > 0; i -= 1) {
      state = (state * 48_271) % 2_147_483_647;
      const j = state % (i + 1);
      const [a, b] = [mixed[i], mixed[j]];
      if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a];
    }
    return mixed;
  };
}

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "applying a plan and planning again yields nothing to do": settles,
  "foreign objects are never named": leavesForeignAlone,
  "absence needs proof, endings do not": absenceNeedsProof,
  "desired exactly while entitled": desiredMatchesFacts,
  "doors do what is desired": doorsFollow,
  "nothing changes before the next edge": nothingChangesBeforeTheEdge,
  "the order of inputs is irrelevant": orderIsIrrelevant,
};
