import type { ConnectionRow } from "@/db/queries/connections";
import { listLinks } from "@/db/queries/persons";
import { judgementsOf } from "@/db/queries/safety";
import type { DesiredGrant, MemberId, PersonId } from "@/lib/access/types";
import type { Services } from "../context";
import { judge } from "./judge";
import { pendingLosses } from "./pending";
import { settleQuestions } from "./settle-questions";
import { verdictsOf } from "./verdicts";

/** Changed by an admin without a preview: each loss they cause counts. Everything else was read. */
const CHANGES: ReadonlySet<string> = new Set(["settings", "locations"]);

/**
 * Judges, before anybody is asked for, what the people of one projection lose: that is what one read or one change
 * brings at once. `desired` is what they should hold now. Gives who loses something.
 */
export async function judgeProjected(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly personIds: readonly PersonId[];
    readonly desired: readonly DesiredGrant[];
    readonly now: Date;
    readonly cause: string;
  },
): Promise<ReadonlySet<PersonId>> {
  const losses = await pendingLosses(services, connection, input);
  await judge(services, connection, { losses, isChange: CHANGES.has(input.cause) });
  await settleQuestions(services, connection, { personIds: input.personIds, losses });
  return new Set(losses.map((loss) => loss.personId));
}

/**
 * People an admin kept as they are and whose facts have changed since: what they should hold may be the same as
 * before, and they are looked at anew all the same.
 */
export async function lookedAtAnew(
  services: Services,
  connection: ConnectionRow,
  input: {
    readonly personIds: readonly PersonId[];
    readonly desired: readonly DesiredGrant[];
    readonly now: Date;
  },
): Promise<ReadonlySet<PersonId>> {
  const key = { installationId: connection.installationId, connectionId: connection.id };
  const judgements = await judgementsOf(services.db, { ...key, personIds: input.personIds });
  const personIds = judgements.filter((row) => row.state === "dismissed").map((row) => row.personId);
  if (personIds.length === 0) return new Set();
  const losses = await pendingLosses(services, connection, { ...input, personIds });
  const verdicts = await verdictsOf(services.db, key, losses);
  const anew = losses.filter((loss) => verdicts.get(loss.ledgerId) === "unjudged");
  return new Set(anew.map((loss) => loss.personId));
}

/**
 * As `judgeProjected`, for a connection that waits for a person to sign in again: nothing can be taken there now, and what is
 * read meanwhile, one by one, must not look like one read when it can.
 */
export async function judgeParked(
  services: Services,
  connection: ConnectionRow,
  input: { readonly memberIds: readonly MemberId[] | null; readonly cause: string },
): Promise<void> {
  const isParked = connection.state === "needs_attention" && connection.disconnectingSince === null;
  if (!isParked || connection.activatedAt === null) return;
  const scope = { installationId: connection.installationId, connectionId: connection.id };
  const { memberIds, cause } = input;
  const links = await listLinks(services.db, memberIds === null ? scope : { ...scope, memberIds });
  const personIds = [...new Set(links.map((link) => link.personId))];
  const losses = await pendingLosses(services, connection, { personIds, now: services.clock.now() });
  await judge(services, connection, { losses, isChange: CHANGES.has(cause) });
}
