import type { InstallationRow } from "@/db/queries/installations";

/**
 * What a verified launch sets right: the installation is synced again and nothing counts down. Access that is
 * being taken back goes on being taken back: half of it is gone already, and the next launch starts anew.
 */
export const restored = (known: Pick<InstallationRow, "state"> | null) =>
  ({
    state: known?.state === "removing" ? "removing" : "active",
    unauthorizedSince: null,
    unauthorizedProbes: 0,
    graceEndsAt: null,
    graceMail: null,
    graceMailAt: null,
    graceMailTries: 0,
  }) as const;
