import type { FactEntity } from "@/db/queries/rights";
import { doubtUnlistedFacts, endFacts, membersOfFacts } from "@/db/queries/rights-proof";
import { unknownVariants } from "@/db/queries/rights-read";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { DeskVariant } from "@/lib/nexudus/items";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { One } from "@/lib/nexudus/rest";
import type { Contract, OwnedPass, PausedPeriod, Team, TeamRow } from "@/lib/nexudus/rights";
import type { Services } from "../context";
import {
  type Seen,
  storeContracts,
  storeFreezes,
  storePasses,
  storeTeams,
  storeVariants,
} from "./store-rights";

/** How one kind of right is read whole, by changes, by itself, and stored. */
export interface RightsEntity<T> {
  readonly fact: FactEntity;
  /** Names its reads and its cursor. */
  readonly path: string;
  readonly list: (client: NexudusClient) => Promise<ListRead<T>>;
  /** Null = definitions: read whole, hourly. */
  readonly changes: ((client: NexudusClient, since: Date) => Promise<ListRead<T>>) | null;
  readonly one: (client: NexudusClient, id: string) => Promise<One<T>>;
  readonly store: (services: Services, seen: Seen, rows: readonly T[]) => Promise<void>;
  /** Other records that have to be looked at with these, by entity; none = null. */
  readonly follow:
    | ((services: Services, installationId: InstallationId, rows: readonly T[]) => Promise<Follow>)
    | null;
}

interface Follow {
  readonly path: string;
  readonly ids: readonly string[];
}
/** Looks that a change asks for, at most. */
const FOLLOW_MAX = 100;

/** Lists may leave out who is in a team; such a team is asked for by id. One that cannot be is left as it was. */
async function withTeamMembers(client: NexudusClient, read: ListRead<TeamRow>): Promise<ListRead<Team>> {
  const items: Team[] = [];
  let calls = read.calls;
  let error: NexudusError | null = null;
  for (const row of read.items) {
    const { memberIds } = row;
    if (memberIds !== null) {
      items.push({ ...row, memberIds });
      continue;
    }
    if (error !== null) continue;
    calls += 1;
    try {
      const one = await client.getTeam(row.id);
      if (one.state === "found") items.push(one.value);
    } catch (caught) {
      if (!(caught instanceof NexudusError)) throw caught;
      error = caught;
    }
  }
  const { skipped, takenAt } = read;
  if (!read.complete) return { ...read, items, calls };
  if (error) return { items, skipped, calls, takenAt, complete: false, reason: "failed", error };
  return { items, skipped, calls, takenAt, complete: true };
}

const contracts: RightsEntity<Contract> = {
  fact: "contracts",
  path: "coworkercontracts",
  list: (client) => client.listContracts(),
  changes: (client, since) => client.listContracts({ since }),
  one: (client, id) => client.getContract(id),
  store: storeContracts,
  // A new part-time office is known only by the hour otherwise, and its contract would give no desk till then.
  follow: async (services, installationId, rows) => ({
    path: "floorplandeskvariants",
    ids: await unknownVariants(services.db, {
      installationId,
      variantIds: rows.flatMap((row) => row.variantIds),
    }),
  }),
};
const freezes: RightsEntity<PausedPeriod> = {
  fact: "freezes",
  path: "contractpausedperiods",
  list: (client) => client.listPausedPeriods(),
  changes: (client, since) => client.listPausedPeriods({ since }),
  one: (client, id) => client.getPausedPeriod(id),
  store: storeFreezes,
  // The contract tells its current freeze too, and is no newer for it: what was read of it before is stale.
  follow: async (_services, _installationId, rows) => ({
    path: "coworkercontracts",
    ids: [...new Set(rows.map((row) => row.contractId))],
  }),
};
const variants: RightsEntity<DeskVariant> = {
  fact: "variants",
  path: "floorplandeskvariants",
  list: (client) => client.listDeskVariants(),
  changes: null,
  one: (client, id) => client.getDeskVariant(id),
  store: storeVariants,
  follow: null,
};
/** Whole = the unused ones: a plan that gives passes every week leaves many used ones behind. */
const passes: RightsEntity<OwnedPass> = {
  fact: "passes",
  path: "coworkertimepasses",
  list: (client) => client.listOwnedPasses({ used: false }),
  changes: (client, since) => client.listOwnedPasses({ since }),
  one: (client, id) => client.getOwnedPass(id),
  store: storePasses,
  follow: null,
};
const teams: RightsEntity<Team> = {
  fact: "teams",
  path: "teams",
  list: async (client) => withTeamMembers(client, await client.listTeams()),
  changes: async (client, since) => withTeamMembers(client, await client.listTeams({ since })),
  one: (client, id) => client.getTeam(id),
  store: storeTeams,
  follow: null,
};

/** A use of one entity that does not care which: the row type stays inside. */
export interface AnyRightsEntity {
  readonly fact: FactEntity;
  readonly path: string;
  readonly hasChanges: boolean;
  /** Reads whole and stores; a complete list then has the unlisted proven, `proofsMax` at most. */
  readWhole(
    services: Services,
    client: NexudusClient,
    input: { readonly installationId: InstallationId; readonly readId: string; readonly proofsMax: number },
  ): Promise<{ readonly read: ListRead<unknown>; readonly proofCalls: number; readonly doubtful: number }>;
  /** Reads what changed and stores it. Returns whose rights it concerns, before and after. */
  readChanges(
    services: Services,
    client: NexudusClient,
    input: { readonly installationId: InstallationId; readonly since: Date },
  ): Promise<{
    readonly read: ListRead<unknown>;
    readonly members: readonly MemberId[];
    /** Looks at single records that the changes asked for, and how many of them told nothing. */
    readonly oneCalls: number;
    readonly doubtful: number;
  }>;
  /** Asks for records by id: found = stored as it is, gone = ended, doubtful = left as it was. */
  prove(
    services: Services,
    client: NexudusClient,
    input: {
      readonly installationId: InstallationId;
      readonly ids: readonly string[];
      readonly limit: number;
    },
  ): Promise<{ readonly members: readonly MemberId[]; readonly calls: number; readonly doubtful: number }>;
}

function anyOf<T extends { readonly id: string }>(entity: RightsEntity<T>): AnyRightsEntity {
  const { fact, path } = entity;

  async function followUp(
    services: Services,
    client: NexudusClient,
    installationId: InstallationId,
    rows: readonly T[],
  ): Promise<Awaited<ReturnType<AnyRightsEntity["prove"]>>> {
    const none = { members: [], calls: 0, doubtful: 0 };
    if (entity.follow === null || rows.length === 0) return none;
    const { path: next, ids } = await entity.follow(services, installationId, rows);
    const found = ids.length === 0 ? undefined : RIGHTS_ENTITIES.find((other) => other.path === next);
    return found ? found.prove(services, client, { installationId, ids, limit: FOLLOW_MAX }) : none;
  }

  const prove: AnyRightsEntity["prove"] = async (services, client, { installationId, ids, limit }) => {
    const members = new Set<MemberId>();
    const note = (more: readonly MemberId[]) => {
      for (const id of more) members.add(id);
    };
    let doubtful = Math.max(0, ids.length - limit);
    let asked = 0;
    let calls = 0;
    for (const id of ids.slice(0, limit)) {
      asked += 1;
      calls += 1;
      try {
        const asOf = services.clock.now();
        const one = await entity.one(client, id);
        const key = { installationId, entity: fact, ids: [id] };
        note(await membersOfFacts(services.db, key));
        if (one.state === "gone") await endFacts(services.db, { ...key, now: services.clock.now() });
        else {
          await entity.store(services, { installationId, readId: null, asOf }, [one.value]);
          const more = await followUp(services, client, installationId, [one.value]);
          note(more.members);
          calls += more.calls;
          doubtful += more.doubtful;
          note(await membersOfFacts(services.db, key));
        }
      } catch (error) {
        if (!(error instanceof NexudusError)) throw error;
        doubtful += 1;
        if (["unauthorized", "unavailable", "throttled"].includes(error.kind)) {
          doubtful += Math.min(ids.length, limit) - asked;
          break;
        }
      }
    }
    return { members: [...members], calls, doubtful };
  };

  return {
    fact,
    path,
    hasChanges: entity.changes !== null,
    prove,
    async readWhole(services, client, { installationId, readId, proofsMax }) {
      const read = await entity.list(client);
      await entity.store(services, { installationId, readId, asOf: read.takenAt }, read.items);
      if (!read.complete) return { read, proofCalls: 0, doubtful: 0 };
      const now = services.clock.now();
      const ids = await doubtUnlistedFacts(services.db, { installationId, entity: fact, readId, now });
      const { calls, doubtful } = await prove(services, client, { installationId, ids, limit: proofsMax });
      return { read, proofCalls: calls, doubtful };
    },
    async readChanges(services, client, { installationId, since }) {
      if (entity.changes === null) throw new Error(`${path} has no changes to read`);
      const read = await entity.changes(client, since);
      const key = { installationId, entity: fact, ids: read.items.map((row) => row.id) };
      const before = await membersOfFacts(services.db, key);
      await entity.store(services, { installationId, readId: null, asOf: read.takenAt }, read.items);
      const more = await followUp(services, client, installationId, read.items);
      const after = await membersOfFacts(services.db, key);
      return {
        read,
        members: [...new Set([...before, ...after, ...more.members])],
        oneCalls: more.calls,
        doubtful: more.doubtful,
      };
    },
  };
}

/** Every kind of right besides bookings, in the order they are read. */
export const RIGHTS_ENTITIES: readonly AnyRightsEntity[] = [
  anyOf(contracts),
  anyOf(freezes),
  anyOf(variants),
  anyOf(passes),
  anyOf(teams),
];
