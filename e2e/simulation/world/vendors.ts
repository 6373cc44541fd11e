/**
 * What of each vendor matters for a plan. `keepsWindows` = it can be given windows ahead. `takesEmail` = Lintel gives
 * people there an address, which is a way to open doors; elsewhere a connection carries PINs, or nobody could.
 */
export const WORLD_VENDORS = [
  { id: "akiles", keepsWindows: true, takesEmail: true },
  { id: "brivo", keepsWindows: false, takesEmail: true },
  { id: "avigilon-alta", keepsWindows: false, takesEmail: false },
  { id: "avigilon-acm", keepsWindows: false, takesEmail: false },
  { id: "doorflow", keepsWindows: true, takesEmail: false },
] as const;
