import type { Absence } from "../contract";
import { VendorError } from "../errors";
import { listAssociations, listEvents } from "./api";
import { memberOrNull } from "./people";
import type { AkilesHttp } from "./requests";
import type { AkilesEvent, AkilesMember } from "./schemas";

/** The clean-up runs about 48 h after access ended; an hour is left for its own rounding. */
const CLEAN_UP_AFTER_MS = 47 * 3_600_000;

/**
 * Tells the vendor's clean-up from somebody's delete. First by the event log: the clean-up has no author.
 * Where the log says nothing (its retention is not documented), by time: all associations ended long enough
 * ago. Anything else counts as removed, which asks for a click.
 * UNVERIFIED: the shape of the clean-up's event, and whether ended associations alone start it.
 * Source: https://docs.akiles.app/help/news/admin/ (Q4 2023, members expired for 48 h), read 2026-11-21.
 */
export async function explainAbsence(http: AkilesHttp, memberId: string, now: Date): Promise<Absence> {
  const member = await memberOrNull(http, memberId);
  if (!member) return "unknown_id";
  if (!member.is_deleted) return "present";
  const deletion = await lastDeletion(http, memberId);
  const byHousekeeping = deletion ? !hasAuthor(deletion) : await accessLongOver(http, member, now);
  if (!byHousekeeping) return "removed";
  return member.ends_at ? "ended" : "cleaned_up";
}

async function lastDeletion(http: AkilesHttp, memberId: string): Promise<AkilesEvent | null> {
  const filter = { verb: "delete", "object.type": "member", "object.member_id": memberId };
  const { items } = await listEvents(http, filter, null);
  return items.find((event) => event.verb === "delete" && event.object.type === "member") ?? null;
}

const hasAuthor = (event: AkilesEvent): boolean =>
  Object.values(event.subject ?? {}).some((value) => typeof value === "string" && value !== "");

async function accessLongOver(http: AkilesHttp, member: AkilesMember, now: Date): Promise<boolean> {
  const overBefore = now.getTime() - CLEAN_UP_AFTER_MS;
  if (member.ends_at) return member.ends_at.getTime() <= overBefore;
  try {
    const associations = await listAssociations(http, member.id);
    return (
      associations.length > 0 && associations.every((a) => a.ends_at && a.ends_at.getTime() <= overBefore)
    );
  } catch (error) {
    // A deleted member's lists may be closed: then nothing is proven.
    if (error instanceof VendorError && error.kind === "not_found") return false;
    throw error;
  }
}
