import type { FaultKind } from "../types";

/**
 * What of each vendor matters for a plan. `keepsWindows` = it can be given windows ahead. `takesEmail` = Lintel gives
 * people there an address, which is a way to open doors; elsewhere a connection carries PINs, or nobody could. `never` =
 * kinds of fault that there are none of: where forms are written whole, nothing says that somebody else was quicker.
 */
export const WORLD_VENDORS: readonly {
  readonly id: string;
  readonly keepsWindows: boolean;
  readonly takesEmail: boolean;
  readonly never: readonly FaultKind[];
}[] = [
  { id: "akiles", keepsWindows: true, takesEmail: true, never: [] },
  { id: "brivo", keepsWindows: false, takesEmail: true, never: [] },
  { id: "avigilon-alta", keepsWindows: false, takesEmail: false, never: [] },
  { id: "avigilon-acm", keepsWindows: false, takesEmail: false, never: ["vendor_conflict"] },
  { id: "doorflow", keepsWindows: true, takesEmail: false, never: [] },
];

/** Whether a kind of fault can happen at a vendor. */
export const canHappenAt = (vendor: string, kind: FaultKind): boolean =>
  WORLD_VENDORS.find(({ id }) => id === vendor)?.never.includes(kind) !== true;
