import { memberNames } from "@/db/queries/console";
import { contractsAhead, type ItemRow, liveVariants, payersOf } from "@/db/queries/mappings";
import { isLocalMidnight } from "@/lib/nexudus/time";
import type { Services } from "../context";
import type { OddContractsView } from "../mapping-views";
import type { Frame } from "./frame";
import { atIn } from "./words";

/** Contracts listed for each location; the count says how many there are. */
const LISTED_MAX = 20;

interface MappingContracts {
  /** Names of desk occupants who have no contract for the desk, by desk id. */
  readonly occupants: ReadonlyMap<string, string>;
  /** Weekdays of the part-time shares of each desk. */
  readonly shares: ReadonlyMap<string, readonly (readonly number[])[]>;
  readonly odd: readonly OddContractsView[];
}

/**
 * What contracts tell about the mapping: who sits at a desk by the floor plan without a contract for it (E3; one
 * of their team's paying member counts where teams reach desks), and which contracts start or end at an instant
 * that is no local midnight in the zone an admin confirmed (E2): mostly a wrong zone.
 */
export async function readMappingContracts(
  services: Services,
  input: { readonly frame: Frame; readonly items: readonly ItemRow[]; readonly teamDesks: boolean },
): Promise<MappingContracts> {
  const { frame } = input;
  const key = { installationId: frame.installationId };
  const seated = input.items.flatMap((item) =>
    item.kind === "desk" && item.occupantId !== null && item.vanishedAt === null
      ? [{ deskId: item.id, memberId: item.occupantId }]
      : [],
  );
  const [contracts, variants, payers] = await Promise.all([
    contractsAhead(services.db, { ...key, now: frame.at }),
    liveVariants(services.db, key),
    input.teamDesks ? payersOf(services.db, { ...key, memberIds: seated.map((row) => row.memberId) }) : [],
  ]);
  const deskOfVariant = new Map(variants.map((row) => [row.id, row.deskId]));
  const held = new Set(
    contracts.flatMap((row) =>
      [...row.deskIds, ...row.variantIds.flatMap((id) => deskOfVariant.get(id) ?? [])].map(
        (deskId) => `${row.memberId} ${deskId}`,
      ),
    ),
  );
  const without = seated.filter(
    ({ deskId, memberId }) =>
      !held.has(`${memberId} ${deskId}`) &&
      !payers.some((row) => row.memberId === memberId && held.has(`${row.payerId} ${deskId}`)),
  );
  const shares = new Map<string, (readonly number[])[]>();
  for (const row of variants) shares.set(row.deskId, [...(shares.get(row.deskId) ?? []), row.weekdays]);

  const places = frame.locations.filter(
    (row) => row.confirmedAt !== null && (frame.location === null || row.id === frame.location.id),
  );
  const isOdd = (at: Date | null, zone: string) => at !== null && !isLocalMidnight(at, zone);
  const odd = places.flatMap((place) => {
    const found = contracts.filter(
      (row) =>
        row.locationId === place.id && (isOdd(row.fromAt, place.zone) || isOdd(row.untilAt, place.zone)),
    );
    return found.length === 0 ? [] : [{ place, found, listed: found.slice(0, LISTED_MAX) }];
  });
  const names = await memberNames(services.db, {
    ...key,
    ids: [
      ...new Set([
        ...without.map((row) => row.memberId),
        ...odd.flatMap((row) => row.listed.map((one) => one.memberId)),
      ]),
    ],
  });
  const nameOf = (id: (typeof seated)[number]["memberId"]) => names.get(id) ?? `Member ${id}`;
  return {
    occupants: new Map(without.map((row) => [row.deskId, nameOf(row.memberId)])),
    shares,
    odd: odd.map(({ place, found, listed }) => ({
      locationName: place.name,
      zone: place.zone,
      count: found.length,
      contracts: listed.map((row) => {
        const reader = { now: frame.now, zone: place.zone };
        const said = (verb: string, at: Date | null) =>
          at !== null && isOdd(at, place.zone) ? [`${verb} ${atIn(at.toISOString(), reader)}`] : [];
        return {
          id: row.id,
          memberId: row.memberId,
          memberName: nameOf(row.memberId),
          when: [...said("starts", row.fromAt), ...said("ends", row.untilAt)].join(", "),
        };
      }),
    })),
  };
}
