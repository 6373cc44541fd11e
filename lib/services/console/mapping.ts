import { type ConnectionRow, listConnections, listGroups } from "@/db/queries/connections";
import { listItems, listMappings, openPreview } from "@/db/queries/mappings";
import type { ConnectionId, InstallationId, ItemKind } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { storedChange } from "../mappings/change";
import type { MappingView } from "../views";
import { labelOf } from "./access-state";
import { loadFrame } from "./frame";
import { suggestGroups } from "./suggest-groups";

const KIND_LABELS: Readonly<Record<ItemKind, string>> = {
  plan: "Tariff",
  pass: "Time pass",
  resource: "Resource",
  desk: "Desk",
};

const isMappable = (row: ConnectionRow) =>
  row.disconnectingSince === null &&
  row.state !== "draft" &&
  row.state !== "disconnected" &&
  row.accountConfirmedAt !== null;

/**
 * The mapping of one connection (the first one without a choice); null = there is none to map for. While a saved
 * change waits for its preview, its assignments are shown, since further edits build on them.
 * Errors: `not_found` for a connection that this installation does not have or that cannot be mapped yet.
 */
export async function readMapping(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly locationId: string | null;
    readonly connectionId: string | null;
  },
): Promise<MappingView | null> {
  const [frame, connections] = await Promise.all([
    loadFrame(services, input),
    listConnections(services.db, input),
  ]);
  const mappable = connections.filter(isMappable);
  const chosen =
    input.connectionId === null ? mappable[0] : mappable.find((row) => row.id === input.connectionId);
  if (
    input.connectionId !== null &&
    !connections.some((row) => row.id === (input.connectionId as ConnectionId))
  )
    throw new ServiceError("not_found", "There is no such connection.");
  if (!chosen) return null;
  const key = { installationId: input.installationId, connectionId: chosen.id };
  const [items, groups, stored, preview] = await Promise.all([
    listItems(services.db, key),
    listGroups(services.db, key),
    listMappings(services.db, key),
    openPreview(services.db, key),
  ]);
  const mappings = preview
    ? storedChange.parse(preview.change).proposal.mappings
    : stored.map((row) => ({ kind: row.itemKind, id: row.itemId, groupId: row.groupId as string }));
  const byItem = new Map<string, string[]>();
  for (const row of mappings) {
    const itemId = `${row.kind}:${row.id}`;
    byItem.set(itemId, [...(byItem.get(itemId) ?? []), row.groupId]);
  }
  const live = groups.filter((group) => group.vanishedAt === null);
  const businessNames = new Map<string, string>(frame.locations.map((row) => [row.id, row.name]));
  const vendorName = services.definition(chosen.vendor)?.name ?? chosen.vendor;
  const shown = items.filter((item) => {
    const isMapped = byItem.has(`${item.kind}:${item.id}`);
    if ((item.vanishedAt !== null || item.archived) && !isMapped) return false;
    return frame.location === null || item.locationId === frame.location.id || isMapped;
  });
  return {
    connectionId: chosen.id,
    connections: mappable.map((row) => ({
      id: row.id,
      label: labelOf(row, services.definition(row.vendor)?.name ?? row.vendor),
    })),
    vendorName,
    severalBusinesses: frame.locations.length > 1,
    items: shown.map((item) => {
      const itemId = `${item.kind}:${item.id}`;
      const groupIds = byItem.get(itemId) ?? [];
      return {
        key: itemId,
        kind: item.kind,
        kindLabel: item.kind === "desk" && item.detail === "office" ? "Office" : KIND_LABELS[item.kind],
        name: item.name,
        businessName: businessNames.get(item.locationId ?? "") ?? "",
        groupIds,
        flags: item.vanishedAt !== null || item.archived ? ["vanished" as const] : [],
        suggestedGroupIds: groupIds.length === 0 ? suggestGroups(item.name, live) : [],
      };
    }),
    groups: groups.map((group) => ({
      id: group.id,
      name: group.name,
      siteLabel: group.siteLabel,
      hint: group.hint,
      vanished: group.vanishedAt !== null,
    })),
    hints: [
      ...(items.some((item) => item.kind === "resource")
        ? ["A room's access group must include every door on the way to it."]
        : []),
      `Access groups are edited only at ${vendorName}; opening hours set there always win.`,
    ],
    groupsReadAt: chosen.lastVerifiedAt?.toISOString() ?? null,
    pendingPreviewHref: preview ? `${frame.base}/preview/${preview.id}` : null,
  };
}
