import { type BoundRow, boundRows, type FaultKind, type Report, type Told, type Verdict } from "./types";

const DAY_MS = 24 * 3_600_000;

export const emptyReport = (): Report => ({
  tenantDays: 0,
  members: 0,
  edges: 0,
  faultsByKind: {},
  askedSeconds: 0,
  excusedSecondsByRow: Object.fromEntries(boundRows.map((row) => [row, 0])) as Record<BoundRow, number>,
  heldSeconds: 0,
  wrongfulSeconds: 0,
  lockoutSeconds: 0,
  operations: 0,
  apiCallsBySystem: {},
});

/** What a play of one space comes to. Operations and calls are of the whole play: */
export function reportOf(
  told: Told,
  verdict: Verdict,
  cost: { readonly operations: number; readonly apiCallsBySystem: Readonly<Record<string, number>> },
): Report {
  const faultsByKind: Partial<Record<FaultKind, number>> = {};
  for (const fault of told.faults)
    if (fault.hits > 0) faultsByKind[fault.kind] = (faultsByKind[fault.kind] ?? 0) + 1;
  return {
    tenantDays: (Date.parse(told.to) - Date.parse(told.from)) / DAY_MS,
    members: told.world.members.length,
    edges: verdict.edges,
    faultsByKind,
    askedSeconds: verdict.askedSeconds,
    excusedSecondsByRow: verdict.excusedSecondsByRow,
    heldSeconds: verdict.heldSeconds,
    wrongfulSeconds: verdict.wrongfulSeconds,
    lockoutSeconds: verdict.lockoutSeconds,
    ...cost,
  };
}

function added<K extends string>(
  a: Readonly<Partial<Record<K, number>>>,
  b: Readonly<Partial<Record<K, number>>>,
): Partial<Record<K, number>> {
  const all: Partial<Record<K, number>> = { ...a };
  for (const key of Object.keys(b) as K[]) all[key] = (all[key] ?? 0) + (b[key] ?? 0);
  return all;
}

/** Two reports as one. */
export function addReports(a: Report, b: Report): Report {
  return {
    tenantDays: a.tenantDays + b.tenantDays,
    members: a.members + b.members,
    edges: a.edges + b.edges,
    faultsByKind: added(a.faultsByKind, b.faultsByKind),
    askedSeconds: a.askedSeconds + b.askedSeconds,
    excusedSecondsByRow: added(a.excusedSecondsByRow, b.excusedSecondsByRow) as Record<BoundRow, number>,
    heldSeconds: a.heldSeconds + b.heldSeconds,
    wrongfulSeconds: a.wrongfulSeconds + b.wrongfulSeconds,
    lockoutSeconds: a.lockoutSeconds + b.lockoutSeconds,
    operations: a.operations + b.operations,
    apiCallsBySystem: added(a.apiCallsBySystem, b.apiCallsBySystem) as Record<string, number>,
  };
}
