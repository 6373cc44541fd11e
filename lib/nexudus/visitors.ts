import { z } from "zod";
import { idText, instant, optionalId, optionalInstant, optionalText } from "./scalars";

/**
 * Somebody expected at a location. Lists are summaries, so a null name, e-mail or approval there means "not told".
 * UNVERIFIED: which of these fields lists leave blank.
 */
export const visitorRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    FullName: optionalText,
    Email: optionalText,
    CoworkerId: optionalId,
    ExpectedArrival: instant,
    HostApprovalStatus: z.number().int().nullish(),
    DepartureDate: optionalInstant,
    UpdatedOn: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.BusinessId,
    fullName: row.FullName,
    email: row.Email,
    /** Whom they visit. */
    hostId: row.CoworkerId,
    arrivesAt: row.ExpectedArrival,
    /** 1 not required, 2 requested, 3 rejected, 4 accepted and hold, 5 accepted and grant. */
    approval: row.HostApprovalStatus ?? null,
    departsAt: row.DepartureDate,
    updatedOn: row.UpdatedOn,
  }));
export type Visitor = z.infer<typeof visitorRow>;

/**
 * A visitor who is a guest of a booking. Deleting one fires no webhook and leaves no row in the audit trail.
 * The name and address it repeats are the visitor's own and are not read here.
 */
export const bookingVisitorRow = z
  .object({ Id: idText, BookingId: idText, VisitorId: idText, UpdatedOn: optionalInstant })
  .transform((row) => ({
    id: row.Id,
    bookingId: row.BookingId,
    visitorId: row.VisitorId,
    updatedOn: row.UpdatedOn,
  }));
export type BookingVisitor = z.infer<typeof bookingVisitorRow>;
