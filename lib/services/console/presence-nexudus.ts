import type { InstallationId } from "@/lib/access/types";
import { type Checkin, DOOR_SOURCE, type FailedCheckin } from "@/lib/nexudus/checkins";
import type { ListRead } from "@/lib/nexudus/paging";
import type { Services } from "../context";
import { clientFor } from "../platform/client-for";

/** A page is not kept waiting longer, whoever else is calling Nexudus. */
const PATIENCE_MS = 8_000;

export type StaysRead =
  | { readonly read: true; readonly stays: readonly Checkin[]; readonly failed: readonly FailedCheckin[] }
  | { readonly read: false; readonly why: string };

const unread = (why: string): StaysRead => ({ read: false, why });

/** Asks Nexudus for check-ins since an instant. Not stored: who is in is Nexudus' own knowledge, and personal. */
export async function readStays(
  services: Services,
  input: { readonly installationId: InstallationId; readonly since: Date },
): Promise<StaysRead> {
  const done = new AbortController();
  const patience = services.realClock.sleep(PATIENCE_MS, done.signal).then(
    () => unread("Nexudus has not answered in time."),
    () => unread("Nexudus was not asked."),
  );
  try {
    return await Promise.race([ask(services, input), patience]);
  } finally {
    done.abort();
  }
}

async function ask(
  services: Services,
  input: { readonly installationId: InstallationId; readonly since: Date },
): Promise<StaysRead> {
  const found = await clientFor(services, input.installationId);
  if (!found) return unread("Nexudus is not read until Lintel is approved again.");
  const client = found.client.withPriority("webhook");
  const stays = await client.listCheckins({ since: input.since });
  if (!isUsable(stays)) return unread(whyNot(stays));
  // Without them the rest is still worth showing: the missing role is named in Settings.
  const failed = await client.listFailedCheckins({ since: input.since });
  return { read: true, stays: stays.items, failed: failed.items };
}

/** Rows that could not be read belong to somebody else than those that could. */
const isUsable = (read: ListRead<unknown>) => read.complete || read.reason === "unparsable_row";

function whyNot(read: ListRead<unknown>): string {
  const kind = read.complete ? null : read.error?.kind;
  if (kind === "unauthorized")
    return "Nexudus withholds the role Checkin-List from Lintel, so who is in is not shown. Approve Lintel again in Nexudus.";
  return "Nexudus did not answer. Reload the page in a moment.";
}

const BY: Readonly<Record<number, string>> = {
  1: "at the desk",
  [DOOR_SOURCE]: "by a door",
  3: "by the network",
  4: "by a tile",
  5: "by a sensor",
};
export const byWords = (source: number | null): string => BY[source ?? 0] ?? "otherwise";
