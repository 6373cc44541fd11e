import { z } from "zod";
import { idList, idText, instant, optionalFlag, optionalId, optionalInstant, optionalText } from "./scalars";

/** A contract as lists give it; get-one adds the desks as an array. */
export const contractRow = z
  .object({
    Id: idText,
    UniqueId: optionalText,
    IssuedById: idText,
    CoworkerId: idText,
    TariffId: optionalId,
    StartDate: optionalInstant,
    CancellationDate: optionalInstant,
    Active: z.boolean(),
    Cancelled: z.boolean(),
    InPausedPeriodFrom: optionalInstant,
    InPausedPeriodUntil: optionalInstant,
    FloorPlanDeskIds: idList,
    FloorPlanDeskVariantIds: idList,
    Desks: z.array(idText).nullish(),
    Variants: z.array(idText).nullish(),
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    /** Passes name their contract by it. */
    uniqueId: row.UniqueId,
    /** The location. */
    businessId: row.IssuedById,
    coworkerId: row.CoworkerId,
    tariffId: row.TariffId,
    /** Stored instants: local midnights in UTC. Null: open on that side. */
    from: row.StartDate,
    until: row.CancellationDate,
    active: row.Active,
    cancelled: row.Cancelled,
    /** The current freeze only; future ones are rows of `contractpausedperiods`. */
    pausedFrom: row.InPausedPeriodFrom,
    pausedUntil: row.InPausedPeriodUntil,
    deskIds: [...new Set([...row.FloorPlanDeskIds, ...(row.Desks ?? [])])],
    variantIds: [...new Set([...row.FloorPlanDeskVariantIds, ...(row.Variants ?? [])])],
    updatedOn: row.UpdatedOn,
  }));
export type Contract = z.infer<typeof contractRow>;

/** A freeze of a contract. Belongs to a contract, so a row that does not parse makes the entity incomplete. */
export const pausedPeriodRow = z
  .object({
    Id: idText,
    CoworkerContractId: idText,
    PauseFrom: instant,
    PauseUntil: optionalInstant,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    contractId: row.CoworkerContractId,
    from: row.PauseFrom,
    until: row.PauseUntil,
    updatedOn: row.UpdatedOn,
  }));
export type PausedPeriod = z.infer<typeof pausedPeriodRow>;

/** A pass on somebody's account. UNVERIFIED: `RemainingUses` counting minutes for minute passes. */
export const ownedPassRow = z
  .object({
    Id: idText,
    CoworkerId: idText,
    BusinessId: optionalId,
    TimePassId: idText,
    Used: z.boolean(),
    UsedDate: optionalInstant,
    RemainingUses: z.number().nullish(),
    ExpireDate: optionalInstant,
    CoworkerContractUniqueId: optionalText,
    CreatedOn: optionalInstant,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    coworkerId: row.CoworkerId,
    businessId: row.BusinessId,
    timePassId: row.TimePassId,
    used: row.Used,
    usedOn: row.UsedDate,
    remainingUses: row.RemainingUses ?? null,
    expiresOn: row.ExpireDate,
    contractUniqueId: row.CoworkerContractUniqueId,
    createdOn: row.CreatedOn,
    updatedOn: row.UpdatedOn,
  }));
export type OwnedPass = z.infer<typeof ownedPassRow>;

const teamFields = {
  Id: idText,
  BusinessId: optionalId,
  Name: optionalText,
  PayingMemberId: optionalId,
  ShareTimePasses: optionalFlag,
  UpdatedOn: optionalInstant,
};
const toTeam = (row: z.infer<z.ZodObject<typeof teamFields>>) => ({
  id: row.Id,
  businessId: row.BusinessId,
  name: row.Name,
  payingMemberId: row.PayingMemberId,
  sharesPasses: row.ShareTimePasses,
  updatedOn: row.UpdatedOn,
});

/** A team as lists give it. `memberIds: null` = not told; ask by id. */
export const teamRow = z
  .object({ ...teamFields, CoworkerIds: idList })
  .transform((row) => ({ ...toTeam(row), memberIds: row.CoworkerIds.length > 0 ? row.CoworkerIds : null }));
export type TeamRow = z.infer<typeof teamRow>;

/** A team by id, with all its members. */
export const teamRecord = z
  .object({ ...teamFields, TeamMembers: z.array(idText) })
  .transform((row) => ({ ...toTeam(row), memberIds: row.TeamMembers }));
export type Team = z.infer<typeof teamRecord>;
