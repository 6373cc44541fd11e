import { and, asc, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { Db } from "../client";
import { bookings, contracts, items } from "../schema";

export type Flaw =
  | { readonly kind: "contract_without_start" | "contract_ends_first" | "contract_end_unknown" }
  | { readonly kind: "booking_ends_first"; readonly itemName: string | null };

const DAY_MS = 86_400_000;

/**
 * Live facts of a member that Nexudus tells in a way that can give nothing: without a start, cancelled without a
 * date, over before they begin. Those that lie behind are left out.
 */
export async function flawedFacts(
  db: Db,
  key: { readonly installationId: InstallationId; readonly memberId: MemberId; readonly now: Date },
): Promise<readonly (Flaw & { readonly id: string })[]> {
  const since = new Date(key.now.getTime() - DAY_MS);
  const [contractRows, bookingRows] = await Promise.all([
    db
      .select({ id: contracts.id, fromAt: contracts.fromAt, untilAt: contracts.untilAt })
      .from(contracts)
      .where(
        and(
          eq(contracts.installationId, key.installationId),
          eq(contracts.memberId, key.memberId),
          eq(contracts.state, "live"),
          or(
            and(isNull(contracts.fromAt), or(isNull(contracts.untilAt), gt(contracts.untilAt, since))),
            and(lte(contracts.untilAt, contracts.fromAt), gt(contracts.fromAt, since)),
            and(isNull(contracts.untilAt), eq(contracts.cancelled, true)),
          ),
        ),
      )
      .orderBy(asc(contracts.id)),
    db
      .select({ id: bookings.id, itemName: items.name })
      .from(bookings)
      .leftJoin(
        items,
        and(
          eq(items.installationId, bookings.installationId),
          or(
            and(eq(items.kind, "resource"), eq(items.id, bookings.resourceId)),
            and(isNull(bookings.resourceId), eq(items.kind, "desk"), eq(items.id, bookings.deskId)),
          ),
        ),
      )
      .where(
        and(
          eq(bookings.installationId, key.installationId),
          eq(bookings.memberId, key.memberId),
          eq(bookings.state, "live"),
          lte(bookings.untilAt, bookings.fromAt),
          gt(bookings.fromAt, since),
        ),
      )
      .orderBy(asc(bookings.id)),
  ]);
  return [
    ...contractRows.map(({ id, fromAt, untilAt }) => {
      if (fromAt === null) return { id, kind: "contract_without_start" as const };
      return {
        id,
        kind: untilAt === null ? ("contract_end_unknown" as const) : ("contract_ends_first" as const),
      };
    }),
    ...bookingRows.map((row) => ({ ...row, kind: "booking_ends_first" as const })),
  ];
}
