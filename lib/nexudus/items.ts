import { z } from "zod";
import { idList, idText, instant, optionalFlag, optionalId, optionalInstant, optionalText } from "./scalars";

/** Groups of the native integration: ids or names, so blanks belong to them. Repeats are dropped. */
const oneName = optionalText.transform((text) => (text?.trim() ? [text.trim()] : []));
/** UNVERIFIED: the separator Nexudus uses; commas and semicolons are taken. */
const nameList = optionalText.transform((text) => [
  ...new Set(
    (text ?? "")
      .split(/[,;]/)
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  ),
]);

export const resourceRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    Name: z.string(),
    ResourceTypeName: optionalText,
    Archived: optionalFlag,
    AccessControlGroupId: oneName,
    AccessControlGroupIds: nameList,
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
    AccessControlGroupId: oneName,
    AccessControlGroupIds: nameList,
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
    AccessControlGroupId: oneName,
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

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** A part-time share of an office: good on its ticked local weekdays. */
export const deskVariantRow = z
  .object({
    Id: idText,
    FloorPlanDeskId: idText,
    ...Object.fromEntries(DAYS.map((day) => [`Available${day}`, optionalFlag])),
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    deskId: row.FloorPlanDeskId,
    /** 0 Sunday to 6 Saturday. */
    weekdays: DAYS.flatMap((day, i) =>
      (row as Record<string, unknown>)[`Available${day}`] === true ? [i] : [],
    ),
    updatedOn: row.UpdatedOn,
  }));
export type DeskVariant = z.infer<typeof deskVariantRow>;

/** Hours in which a kind of pass is good. Times stand on a day in 1976; `decodeSlot` says what they mean. */
export const passSlotRow = z
  .object({
    Id: idText,
    TimePassId: idText,
    FromTime: instant,
    ToTime: instant,
    DayOfWeek: z.number().int().min(0).max(6),
  })
  .transform((row) => ({
    id: row.Id,
    timePassId: row.TimePassId,
    from: row.FromTime,
    until: row.ToTime,
    weekday: row.DayOfWeek,
  }));
export type PassSlot = z.infer<typeof passSlotRow>;

/** A kind of pass by id: what lists leave blank. */
export const timePassRecord = z
  .object({ Id: idText, BusinessId: idText, Businesses: z.array(idText).nullish() })
  .transform((row) => ({
    id: row.Id,
    /** Where it is good: those ticked and the one that owns it. */
    businessIds: [...new Set([row.BusinessId, ...(row.Businesses ?? [])])],
  }));
export type TimePassScope = z.infer<typeof timePassRecord>;
