import { doubtUnlistedFacts, membersOfFacts } from "@/db/queries/rights-proof";
import { teamIdsOf, unknownVariants } from "@/db/queries/rights-read";
import type { InstallationId, MemberId } from "@/lib/access/types";
import type { ListRead } from "@/lib/nexudus/paging";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import type { ReadNotes } from "./read-notes";
import { RIGHTS_ENTITIES } from "./rights-entities";
import { storeContracts, storePasses } from "./store-rights";

/** A pass used before that admits no more. */
const USED_SINCE_MS = 2 * 24 * 3_600_000;
const PROOFS_MAX = 20;

export interface MemberRightsRead {
  readonly complete: boolean;
  readonly calls: number;
  readonly members: readonly MemberId[];
}

/**
 * One member's contracts, passes and teams. Three calls, plus one per team and one per record no longer listed.
 * `teamIds: null` = not told: only the teams known are looked at. Future freezes come with the next poll; the
 * present one stands on the contract.
 */
export async function readMemberRights(
  services: Services,
  client: NexudusClient,
  input: {
    readonly installationId: InstallationId;
    readonly memberId: MemberId;
    readonly teamIds: readonly string[] | null;
    readonly notes: ReadNotes;
  },
): Promise<MemberRightsRead> {
  const { installationId, memberId } = input;
  const members = new Set<MemberId>();
  let complete = true;
  let calls = 0;
  const now = services.clock.now();

  async function prove(path: string, ids: readonly string[]): Promise<void> {
    const entity = RIGHTS_ENTITIES.find((candidate) => candidate.path === path);
    if (!entity || ids.length === 0) return;
    const proof = await entity.prove(services, client, { installationId, ids, limit: PROOFS_MAX });
    calls += proof.calls;
    complete &&= proof.doubtful === 0;
    for (const id of proof.members) members.add(id);
  }
  /** Whoever had these until now: a contract or pass may have gone to this member. */
  async function noteHolders(entity: "contracts" | "passes", rows: readonly { readonly id: string }[]) {
    const key = { installationId, entity, ids: rows.map((row) => row.id) };
    for (const id of await membersOfFacts(services.db, key)) members.add(id);
  }
  function keep(entity: string, read: ListRead<unknown>, id?: string): void {
    calls += read.calls;
    complete &&= read.complete;
    input.notes.add(entity, read, id);
  }

  const contractsRead = randomId();
  const contracts = await client.listContracts({ coworkerId: memberId });
  await noteHolders("contracts", contracts.items);
  await storeContracts(
    services,
    { installationId, readId: contractsRead, asOf: contracts.takenAt },
    contracts.items,
  );
  keep("coworkercontracts", contracts, contractsRead);
  const variantIds = contracts.items.flatMap((row) => row.variantIds);
  await prove("floorplandeskvariants", await unknownVariants(services.db, { installationId, variantIds }));
  if (contracts.complete) {
    const key = { installationId, entity: "contracts" as const, readId: contractsRead, memberId, now };
    await prove("coworkercontracts", await doubtUnlistedFacts(services.db, key));
  }

  const passesRead = randomId();
  const unused = await client.listOwnedPasses({ coworkerId: memberId, used: false });
  await noteHolders("passes", unused.items);
  await storePasses(services, { installationId, readId: passesRead, asOf: unused.takenAt }, unused.items);
  keep("coworkertimepasses", unused, passesRead);
  const changed = await client.listOwnedPasses({
    coworkerId: memberId,
    since: new Date(now.getTime() - USED_SINCE_MS),
  });
  await noteHolders("passes", changed.items);
  await storePasses(services, { installationId, readId: null, asOf: changed.takenAt }, changed.items);
  keep("coworkertimepasses", changed);
  if (unused.complete) {
    const key = { installationId, entity: "passes" as const, readId: passesRead, memberId, now };
    await prove("coworkertimepasses", await doubtUnlistedFacts(services.db, key));
  }

  const known = await teamIdsOf(services.db, { installationId, memberId });
  await prove("teams", [...new Set([...(input.teamIds ?? []), ...known])]);
  return { complete, calls, members: [...members] };
}
