import { listConnections } from "@/db/queries/connections";
import { listAllPersons } from "@/db/queries/console";
import { countLatched } from "@/db/queries/safety";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { TAKEN_OUT } from "../safety/drift";
import type { ShellView } from "../views";
import { loadFrame } from "./frame";
import { removalProgress } from "./leaving";

/** Somebody at the vendor keeps them out: an admin's click lets them in again. */
const isShutOut = (person: { readonly disabledSince: Date | null; readonly lastErrorKind: string | null }) =>
  person.disabledSince !== null || person.lastErrorKind === TAKEN_OUT;

/** The frame of every page, with what waits beside the entries. */
export async function readShell(
  services: Services,
  input: { readonly installationId: InstallationId },
): Promise<ShellView> {
  const [frame, connections, persons, latched] = await Promise.all([
    loadFrame(services, input),
    listConnections(services.db, input),
    listAllPersons(services.db, { ...input, ids: null }),
    countLatched(services.db, input),
  ]);
  const { installation } = frame;
  const waiting = persons.filter((person) => person.link !== "ready" || person.disabledSince !== null).length;
  return {
    base: frame.base,
    account: { subdomain: installation.subdomain ?? "Your account", email: installation.accountEmail },
    locations: frame.locations.map((row) => ({ id: row.id, name: row.name })),
    locationId: null,
    counts: {
      connections: connections.filter((row) => row.state === "needs_attention").length,
      members: waiting,
      approvals: latched + persons.filter((person) => isShutOut(person)).length,
      settings: frame.locations.filter((row) => row.confirmedAt === null).length,
    },
    parked:
      installation.state === "needs_reapproval"
        ? {
            removesOn: installation.graceEndsAt?.toISOString() ?? null,
            reopenUrl: services.config.nexudus.marketplaceUrl,
            factsAsOf: installation.unauthorizedSince?.toISOString() ?? null,
          }
        : null,
    removing: installation.state === "removing" ? await removalProgress(services, input) : null,
    simulator: services.config.simulator,
    now: frame.now,
    zone: frame.zone,
  };
}
