import { saveContracts, saveFreezes, savePasses, saveTeams, saveVariants } from "@/db/queries/rights";
import type { InstallationId, LocationId, MemberId } from "@/lib/access/types";
import type { DeskVariant } from "@/lib/nexudus/items";
import type { Contract, OwnedPass, PausedPeriod, Team } from "@/lib/nexudus/rights";
import type { Services } from "../context";

/**
 * Where rows go, and the list read that saw them; null = read by id. `asOf` = before the platform was asked: what
 * a read that began later has stored stays.
 */
export interface Seen {
  readonly installationId: InstallationId;
  readonly readId: string | null;
  readonly asOf: Date;
}

function proof({ readId, asOf }: Seen, updatedOn: Date | null) {
  return { state: "live" as const, updatedOn, seenInRead: readId, createdAt: asOf, updatedAt: asOf };
}

/** Stores contracts as read. Repeat: changes nothing but the times. */
export function storeContracts(services: Services, seen: Seen, rows: readonly Contract[]): Promise<void> {
  return saveContracts(
    services.db,
    rows.map((row) => ({
      installationId: seen.installationId,
      id: row.id,
      uniqueId: row.uniqueId,
      locationId: row.businessId as LocationId,
      memberId: row.coworkerId as MemberId,
      planId: row.tariffId,
      fromAt: row.from,
      untilAt: row.until,
      active: row.active,
      cancelled: row.cancelled,
      pausedFrom: row.pausedFrom,
      pausedUntil: row.pausedUntil,
      deskIds: row.deskIds,
      variantIds: row.variantIds,
      ...proof(seen, row.updatedOn),
    })),
  );
}

export function storeFreezes(services: Services, seen: Seen, rows: readonly PausedPeriod[]): Promise<void> {
  return saveFreezes(
    services.db,
    rows.map((row) => ({
      installationId: seen.installationId,
      id: row.id,
      contractId: row.contractId,
      fromAt: row.from,
      untilAt: row.until,
      ...proof(seen, row.updatedOn),
    })),
  );
}

export function storeVariants(services: Services, seen: Seen, rows: readonly DeskVariant[]): Promise<void> {
  return saveVariants(
    services.db,
    rows.map((row) => ({
      installationId: seen.installationId,
      id: row.id,
      deskId: row.deskId,
      weekdays: row.weekdays,
      ...proof(seen, row.updatedOn),
    })),
  );
}

/** A used pass that does not say when counts as used when it was last changed. */
export function storePasses(services: Services, seen: Seen, rows: readonly OwnedPass[]): Promise<void> {
  return savePasses(
    services.db,
    rows.map((row) => ({
      installationId: seen.installationId,
      id: row.id,
      memberId: row.coworkerId as MemberId,
      passId: row.timePassId,
      locationId: row.businessId as LocationId | null,
      contractUniqueId: row.contractUniqueId,
      fromAt: row.createdOn ?? seen.asOf,
      expiresAt: row.expiresOn,
      used: row.used,
      usedAt: row.used ? (row.usedOn ?? row.updatedOn) : null,
      remaining: row.remainingUses === null ? null : Math.floor(row.remainingUses),
      ...proof(seen, row.updatedOn),
    })),
  );
}

export function storeTeams(services: Services, seen: Seen, rows: readonly Team[]): Promise<void> {
  return saveTeams(
    services.db,
    rows.map((row) => ({
      installationId: seen.installationId,
      id: row.id,
      locationId: row.businessId as LocationId | null,
      name: row.name,
      payingMemberId: row.payingMemberId as MemberId | null,
      sharesPasses: row.sharesPasses,
      memberIds: row.memberIds as MemberId[],
      ...proof(seen, row.updatedOn),
    })),
  );
}
