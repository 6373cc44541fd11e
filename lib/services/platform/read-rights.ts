import { storedRights } from "@/db/queries/rights-read";
import type { InstallationId } from "@/lib/access/types";
import type { NexudusClient } from "@/lib/nexudus/platform";
import { randomId } from "@/lib/security/tokens";
import type { Services } from "../context";
import type { ReadNotes } from "./read-notes";
import { RIGHTS_ENTITIES } from "./rights-entities";

/** Looks at single records, per entity and full read. */
const PROOFS_MAX = 100;

export interface RightsRead {
  readonly complete: boolean;
  readonly listCalls: number;
  readonly proofCalls: number;
  /** Whoever holds a contract or pass, or is in a team. */
  readonly holders: readonly string[];
}

/** Reads contracts, freezes, part-time offices, unused passes and teams whole; the unlisted are proven by id. */
export async function readRights(
  services: Services,
  client: NexudusClient,
  input: { readonly installationId: InstallationId; readonly notes: ReadNotes },
): Promise<RightsRead> {
  const { installationId, notes } = input;
  let complete = true;
  let listCalls = 0;
  let proofCalls = 0;
  for (const entity of RIGHTS_ENTITIES) {
    const readId = randomId();
    const result = await entity.readWhole(services, client, {
      installationId,
      readId,
      proofsMax: PROOFS_MAX,
    });
    notes.add(entity.path, result.read, readId);
    complete &&= result.read.complete && result.doubtful === 0;
    listCalls += result.read.calls;
    proofCalls += result.proofCalls;
    if (result.read.complete && entity.hasChanges) notes.moveTo(entity.path, result.read.takenAt);
  }
  const stored = await storedRights(services.db, {
    installationId,
    memberIds: null,
    endsAfter: services.clock.now(),
  });
  const holders = [
    ...stored.contracts.map((row) => row.memberId),
    ...stored.passes.map((row) => row.memberId),
    ...stored.teams.flatMap((row) => [...row.memberIds, ...(row.payingMemberId ? [row.payingMemberId] : [])]),
  ];
  return { complete, listCalls, proofCalls, holders: [...new Set(holders)] };
}
