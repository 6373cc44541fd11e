import type { AccessGroup, Page } from "../contract";
import { orNull } from "../outcomes";
import { allSiteGroups, allSites, type BrivoHttp, listGroups } from "./api";
import { neededId, toAccessGroup } from "./convert";

interface Site {
  readonly id: string;
  readonly name: string;
}

/** One page of the account's groups, labelled by the sites whose doors they open; those of other sites are left out. */
export async function listAccessGroups(
  http: BrivoHttp,
  cursor: string | null,
  siteId: string | null,
): Promise<Page<AccessGroup>> {
  const offset = cursor === null ? 0 : Number(neededId(cursor, "list_groups"));
  const page = await listGroups(http, offset);
  const sites = page.items.length > 0 ? await sitesByGroup(http) : new Map<string, Site[]>();
  const items = page.items.flatMap((group) => toAccessGroup(group, sites.get(group.id) ?? [], siteId) ?? []);
  return { items, next: page.next === null ? null : String(page.next), skipped: page.skipped };
}

/** One call a site and its pages: a group's own row names none. */
async function sitesByGroup(http: BrivoHttp): Promise<ReadonlyMap<string, readonly Site[]>> {
  const found = new Map<string, Site[]>();
  for (const { id, siteName } of await allSites(http)) {
    const groups = (await orNull(() => allSiteGroups(http, id), "not_found")) ?? [];
    for (const group of groups) found.set(group.id, [...(found.get(group.id) ?? []), { id, name: siteName }]);
  }
  return found;
}
