import { z } from "zod";
import { idList, idText, optionalFlag, optionalId, optionalInstant, optionalText, wordList } from "./scalars";

export const resourceRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    Name: z.string(),
    ResourceTypeName: optionalText,
    Archived: optionalFlag,
    AccessControlGroupId: wordList,
    AccessControlGroupIds: wordList,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    /** Bookings carry no location: it is that of their resource. */
    businessId: row.BusinessId,
    name: row.Name,
    typeName: row.ResourceTypeName,
    archived: row.Archived,
    nativeGroupIds: [...new Set([...row.AccessControlGroupId, ...row.AccessControlGroupIds])],
    updatedOn: row.UpdatedOn,
  }));
export type Resource = z.infer<typeof resourceRow>;

export const tariffRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    Name: z.string(),
    Archived: optionalFlag,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.BusinessId,
    name: row.Name,
    archived: row.Archived,
    updatedOn: row.UpdatedOn,
  }));
export type Tariff = z.infer<typeof tariffRow>;

export const timePassRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    Name: z.string(),
    MinutesIncluded: z.number().nullish(),
    Archived: optionalFlag,
    AccessControlGroupId: wordList,
    AccessControlGroupIds: wordList,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.BusinessId,
    name: row.Name,
    /** Null: a calendar-day pass. A number: minutes to spend over several days. */
    minutesIncluded: row.MinutesIncluded ?? null,
    archived: row.Archived,
    nativeGroupIds: [...new Set([...row.AccessControlGroupId, ...row.AccessControlGroupIds])],
    updatedOn: row.UpdatedOn,
  }));
export type TimePass = z.infer<typeof timePassRow>;

const ITEM_TYPES = { 1: "office", 2: "dedicated_desk", 3: "hot_desk", 4: "other", 5: "room" } as const;

export const floorPlanDeskRow = z
  .object({
    Id: idText,
    FloorPlanBusinessId: idText,
    FloorPlanName: optionalText,
    Name: z.string(),
    ItemType: z.number().int().nullish(),
    CoworkerId: optionalId,
    CoworkerContractIds: idList,
    ResourceId: optionalId,
    AccessControlGroupId: wordList,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.FloorPlanBusinessId,
    floorPlanName: row.FloorPlanName,
    name: row.Name,
    itemType: ITEM_TYPES[(row.ItemType ?? 4) as keyof typeof ITEM_TYPES] ?? "other",
    /** The occupant on the plan. May be set without a contract: no right by itself. */
    occupantId: row.CoworkerId,
    contractIds: row.CoworkerContractIds,
    resourceId: row.ResourceId,
    nativeGroupIds: row.AccessControlGroupId,
    updatedOn: row.UpdatedOn,
  }));
export type FloorPlanDesk = z.infer<typeof floorPlanDeskRow>;
