import { type ConnectionRow, coveredLocations } from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import { listMappings } from "@/db/queries/mappings";
import { passKindsById } from "@/db/queries/rights-read";
import type { AccessGroupId, ItemKind, LocationId, MappingRule, Window } from "@/lib/access/types";
import { expandWeekly } from "@/lib/nexudus/weekly-hours";
import type { Services } from "../context";

/** One mapping row, stored or proposed. Minutes null = the connection's. */
export interface RuleRow {
  readonly itemKind: ItemKind;
  readonly itemId: string;
  readonly groupId: AccessGroupId;
  readonly leadMinutes: number | null;
  readonly lagMinutes: number | null;
  readonly keepsHours: boolean;
}

/** What holds for every row of a connection. */
export type RuleSettings = Pick<
  ConnectionRow,
  "leadMinutes" | "lagMinutes" | "teamDesks" | "teamPlans" | "teamPasses"
>;

const TEAM_SWITCH = {
  desk: "teamDesks",
  plan: "teamPlans",
  pass: "teamPasses",
  resource: null,
} as const satisfies Record<ItemKind, keyof RuleSettings | null>;

/** Hours of passes are laid out from two days ago, to the end of the lookahead. */
const PAST_MS = 2 * 24 * 3_600_000;

/** Mapping rows as the core wants them: with the buffers, team switches, locations and hours that hold. */
export async function toRules(
  services: Services,
  connection: Pick<ConnectionRow, "id" | "installationId">,
  settings: RuleSettings,
  rows: readonly RuleRow[],
): Promise<MappingRule[]> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const locations = await coveredLocations(services.db, key);
  const hours = rows.some((row) => row.keepsHours)
    ? await hoursOfPasses(services, key)
    : new Map<string, readonly Window[]>();
  return rows.map((row) => {
    const teams = TEAM_SWITCH[row.itemKind];
    return {
      connectionId: connection.id,
      item: { kind: row.itemKind, id: row.itemId },
      groupId: row.groupId,
      leadMinutes: row.leadMinutes ?? settings.leadMinutes,
      lagMinutes: row.lagMinutes ?? settings.lagMinutes,
      includesTeams: teams !== null && settings[teams],
      locations,
      hours: row.keepsHours && row.itemKind === "pass" ? (hours.get(row.itemId) ?? null) : null,
    };
  });
}

/** The connection's stored mapping. */
export async function loadRules(services: Services, connection: ConnectionRow): Promise<MappingRule[]> {
  const rows = await listMappings(services.db, {
    installationId: connection.installationId,
    connectionId: connection.id,
  });
  return toRules(services, connection, connection, rows);
}

/** Windows in which each kind of pass is good; a kind without hours is not in it: good at all hours. */
async function hoursOfPasses(
  services: Services,
  key: Pick<ConnectionRow, "installationId">,
): Promise<ReadonlyMap<string, readonly Window[]>> {
  const now = services.clock.now().getTime();
  const over = { from: new Date(now - PAST_MS), until: new Date(now + services.config.bookingLookaheadMs) };
  const [kinds, locations] = await Promise.all([
    passKindsById(services.db, key),
    listLocations(services.db, key),
  ]);
  const zones = new Map<LocationId, string>(locations.map((row) => [row.id, row.zone]));
  return new Map(
    kinds.flatMap((kind) => {
      const zone = zones.get(kind.locationId);
      if (kind.hours.length === 0 || zone === undefined) return [];
      return [[kind.id, expandWeekly(kind.hours, zone, over)] as const];
    }),
  );
}
