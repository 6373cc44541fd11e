import type { LocationId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { suggestZone } from "@/lib/nexudus/zones";

const DAY_CHANGE_MINUTES = 180;
const FALLBACK_ZONE = "Etc/UTC";

export interface Account {
  readonly kind: "read";
  readonly email: string | null;
  readonly subdomain: string | null;
  /** Business ids, sorted by text and joined by commas. */
  readonly businessSet: string;
  readonly locations: readonly {
    readonly id: LocationId;
    readonly name: string;
    readonly webAddress: string | null;
    readonly rootId: string | null;
    readonly suspended: boolean;
    readonly zoneTold: string | null;
    readonly zone: string;
    readonly dayChangeMinutes: number;
  }[];
}

const inOrder = <T extends { readonly id: string }>(rows: readonly T[]) =>
  rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** What a credential sees, as text that is equal for equal sets. */
export const businessSetOf = (rows: readonly { readonly id: string }[]): string =>
  inOrder(rows)
    .map((row) => row.id)
    .join(",");

/**
 * Asks Nexudus what the credential covers. `refused` = the credential does not work (yet); `unavailable` =
 * no whole answer, try again. Zones are suggestions until an admin confirms them.
 */
export async function readAccount(
  client: NexudusClient,
): Promise<Account | { readonly kind: "refused" | "unavailable" }> {
  const businesses = await client.listBusinesses();
  if (!businesses.complete)
    return { kind: businesses.error?.kind === "unauthorized" ? "refused" : "unavailable" };
  if (businesses.items.length === 0) return { kind: "refused" };
  const zones = await client.listTimeZones();
  const byId = new Map(zones.items.map((zone) => [zone.id, zone]));
  const me = await client.me().catch(() => null);
  const sorted = inOrder(businesses.items);
  const root = sorted.find((row) => row.rootLocationId === null) ?? sorted[0];
  return {
    kind: "read",
    email: me?.email ?? null,
    subdomain: root?.webAddress ?? null,
    businessSet: businessSetOf(sorted),
    locations: sorted.map((row) => {
      const told = row.timeZoneId === null ? undefined : byId.get(row.timeZoneId);
      return {
        id: row.id as LocationId,
        name: row.name,
        webAddress: row.webAddress,
        rootId: row.rootLocationId,
        suspended: row.suspended,
        zoneTold: told?.name ?? null,
        zone:
          suggestZone({
            name: told?.name ?? null,
            offset: told?.offset ?? null,
            usesSummerTime: told?.usesSummerTime ?? false,
            countryName: row.countryName,
          })?.zone ??
          me?.ianaZone ??
          FALLBACK_ZONE,
        dayChangeMinutes: DAY_CHANGE_MINUTES,
      };
    }),
  };
}
