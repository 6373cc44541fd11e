import { z } from "zod";
import { idText, instant, optionalId, optionalInstant, optionalText } from "./scalars";

/** One occurrence; a series is stored as separate bookings. Changing its time keeps its id. */
export const bookingRow = z
  .object({
    Id: idText,
    ResourceId: optionalId,
    FloorPlanDeskId: optionalId,
    CoworkerId: optionalId,
    FromTime: instant,
    ToTime: instant,
    Tentative: z.boolean(),
    UpdatedOn: optionalInstant,
    UpdatedBy: optionalText,
  })
  .transform((row) => ({
    id: row.Id,
    resourceId: row.ResourceId,
    deskId: row.FloorPlanDeskId,
    /** Null: blocked time or a guest booking; nobody to admit. */
    coworkerId: row.CoworkerId,
    from: row.FromTime,
    /** One that ends before it starts is kept as it is told: it gives nothing, and its member is told so. */
    until: row.ToTime,
    /** Awaiting approval. */
    tentative: row.Tentative,
    updatedOn: row.UpdatedOn,
    updatedBy: row.UpdatedBy,
  }));
export type Booking = z.infer<typeof bookingRow>;

/** A cancellation. It has an id of its own. UNVERIFIED: whether a plain deletion leaves one too. */
export const cancelledBookingRow = z
  .object({
    Id: idText,
    OriginalBookingId: optionalId,
    ResourceId: optionalId,
    CoworkerId: optionalId,
    FromTime: instant,
    ToTime: instant,
    CancelledOn: instant,
  })
  .transform((row) => ({
    id: row.Id,
    /** Null: match by resource, coworker and times. */
    bookingId: row.OriginalBookingId,
    resourceId: row.ResourceId,
    coworkerId: row.CoworkerId,
    from: row.FromTime,
    until: row.ToTime,
    cancelledOn: row.CancelledOn,
  }));
export type CancelledBooking = z.infer<typeof cancelledBookingRow>;

/** A deletion in the audit trail. Passes and guests are not covered by it. */
export const deletionRow = z
  .object({ Id: idText, EntityShortName: z.string(), EntityId: idText, CreatedOn: instant })
  .transform((row) => ({
    id: row.Id,
    /** e.g. "Booking", "CoworkerContract". */
    entityName: row.EntityShortName,
    entityId: row.EntityId,
    deletedOn: row.CreatedOn,
  }));
export type Deletion = z.infer<typeof deletionRow>;
