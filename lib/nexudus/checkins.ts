import { z } from "zod";
import { idText, instant, optionalId, optionalInstant, optionalText } from "./scalars";

/** What made a check-in: 0 none, 1 by hand, 2 a door, 3 the network, 4 a tile, 5 a sensor. */
export const DOOR_SOURCE = 2;

/** Somebody's stay at a location. */
export const checkinRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    CoworkerId: optionalId,
    CoworkerFullName: optionalText,
    FromTime: instant,
    ToTime: optionalInstant,
    Source: z.number().int().nullish(),
  })
  .transform((row) => ({
    id: row.Id,
    /** The location. */
    businessId: row.BusinessId,
    /** Null: somebody who is no customer. */
    coworkerId: row.CoworkerId,
    coworkerName: row.CoworkerFullName,
    from: row.FromTime,
    /** Null: still there. */
    until: row.ToTime,
    source: row.Source ?? null,
  }));
export type Checkin = z.infer<typeof checkinRow>;

/** A check-in that Nexudus refused and wrote down by itself. It does not mean that a door stayed shut. */
export const failedCheckinRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    CoworkerId: optionalId,
    CheckinAttemptTime: instant,
    Source: z.number().int().nullish(),
    Description: optionalText,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.BusinessId,
    coworkerId: row.CoworkerId,
    attemptedAt: row.CheckinAttemptTime,
    source: row.Source ?? null,
    /** Why, in Nexudus' own words. */
    description: row.Description,
  }));
export type FailedCheckin = z.infer<typeof failedCheckinRow>;
