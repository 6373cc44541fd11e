import { endBookings } from "@/db/queries/facts";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { Services } from "../context";
import { storeBookings } from "./store";

/**
 * Bookings that a complete read did not list are asked for one by one (design D6): found = stored as it is
 * now, gone (404, or 500 twice) = ended. Anything doubtful leaves the booking, and the access, as it was.
 *
 * Returns the members whose facts changed and how many stayed in doubt. At most `limit` are asked for.
 */
export async function proveAbsence(
  services: Services,
  client: NexudusClient,
  input: {
    readonly installationId: InstallationId;
    readonly bookingIds: readonly string[];
    readonly limit: number;
  },
): Promise<{ readonly members: MemberId[]; readonly doubtful: number }> {
  const members: MemberId[] = [];
  let doubtful = Math.max(0, input.bookingIds.length - input.limit);
  for (const id of input.bookingIds.slice(0, input.limit)) {
    try {
      const asOf = services.clock.now();
      const one = await client.getBooking(id);
      if (one.state === "gone") {
        members.push(
          ...(await endBookings(services.db, {
            installationId: input.installationId,
            ids: [id],
            state: "gone",
            now: services.clock.now(),
          })),
        );
      } else {
        await storeBookings(services, input.installationId, [one.value], null, asOf);
        if (one.value.coworkerId !== null) members.push(one.value.coworkerId as MemberId);
      }
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      doubtful += 1;
      if (error.kind === "unauthorized" || error.kind === "unavailable" || error.kind === "throttled") break;
    }
  }
  return { members, doubtful };
}
