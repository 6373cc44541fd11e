import { type ConnectionRow, listConnections, listGroups } from "@/db/queries/connections";
import { type ItemRow, listItems, openPreview } from "@/db/queries/mappings";
import type { ConnectionId, InstallationId, ItemKind } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import type { MappingItemView, MappingView } from "../mapping-views";
import { assignmentsOf } from "../mappings/assignments";
import { currentState, type ProposedChange, storedChange } from "../mappings/change";
import { loadCoverage, type PassKinds } from "../mappings/coverage";
import { labelOf } from "./access-state";
import { changeWords } from "./change-words";
import { loadFrame } from "./frame";
import { readMappingContracts } from "./mapping-contracts";
import { notesOf } from "./mapping-notes";
import { nativeMatcher } from "./native-groups";
import { groupSuggester } from "./suggest-groups";

const KIND_LABELS: Readonly<Record<ItemKind, string>> = {
  plan: "Tariff",
  pass: "Time pass",
  resource: "Resource",
  desk: "Desk",
};

/** Nexudus' word for what an item is. */
const kindLabelOf = (item: Pick<ItemRow, "kind" | "detail">): string =>
  item.kind === "desk" && item.detail === "office" ? "Office" : KIND_LABELS[item.kind];

const isMappable = (row: ConnectionRow) =>
  row.disconnectingSince === null &&
  row.state !== "draft" &&
  row.state !== "disconnected" &&
  row.accountConfirmedAt !== null;

function hintsOf(services: Services, connection: ConnectionRow, vendorName: string): MappingView["hints"] {
  const countsCheckIns = services.definition(connection.vendor)?.capabilities.events.value === "yes";
  return [
    {
      kind: null,
      text: `Access groups are edited only at ${vendorName}; opening hours set there always win.`,
    },
    { kind: "pass", text: `Hours set at ${vendorName} always win over a pass's hours.` },
    ...(countsCheckIns
      ? [
          {
            kind: "pass" as const,
            text: "Where a door checks people in, opening it without a valid pass is recorded in Nexudus as a failed check-in.",
          },
        ]
      : []),
    { kind: "resource", text: "A room's access group must include every door on the way to it." },
    {
      kind: "desk",
      text: "Desks and offices open by contract; a name on the floor plan alone opens nothing.",
    },
  ];
}

/**
 * The mapping of one connection (the first one without a choice); null = there is none to map for. While a saved
 * change waits for its preview, its assignments are shown, since further edits build on them. Items of locations that the
 * connection does not cover are left out, unless they are mapped.
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
  const [items, groups, applied, preview, { kinds, isCovered }] = await Promise.all([
    listItems(services.db, key),
    listGroups(services.db, key),
    currentState(services, chosen),
    openPreview(services.db, key),
    loadCoverage(services, key),
  ]);
  const shown = preview ? storedChange.parse(preview.change).proposal : applied;
  const told = await readMappingContracts(services, { frame, items, teamDesks: shown.teamDesks });
  const live = groups.filter((group) => group.vanishedAt === null);
  const vendorName = services.definition(chosen.vendor)?.name ?? chosen.vendor;
  const native = nativeMatcher(live);
  const toView = itemReader({
    frame,
    shown,
    applied,
    told,
    native,
    suggest: groupSuggester(live),
    kinds,
    isCovered,
  });
  const views = items.flatMap((item) => {
    const view = toView(item);
    const isMapped = view.groupIds.length > 0 || view.flags.includes("changed");
    const isAway = item.vanishedAt !== null || item.archived;
    if (isAway && !isMapped) return [];
    const isHere = frame.location === null || item.locationId === frame.location.id;
    return (isHere && isCovered(item)) || isMapped ? [view] : [];
  });
  return {
    now: frame.now,
    connectionId: chosen.id,
    connections: mappable.map((row) => ({
      id: row.id,
      label: labelOf(row, services.definition(row.vendor)?.name ?? row.vendor),
    })),
    vendorName,
    severalBusinesses: frame.locations.length > 1,
    items: views,
    isRead: items.length > 0,
    groups: groups.map((group) => ({
      id: group.id,
      name: group.name,
      siteLabel: group.siteLabel,
      hint: group.hint,
      vanished: group.vanishedAt !== null,
    })),
    hints: hintsOf(services, chosen, vendorName),
    settings: {
      leadMinutes: shown.leadMinutes,
      lagMinutes: shown.lagMinutes,
      teamDesks: shown.teamDesks,
      teamPlans: shown.teamPlans,
      teamPasses: shown.teamPasses,
    },
    oddContracts: told.odd,
    unknownNative: items.filter(
      (item) => item.vanishedAt === null && isCovered(item) && native(item.nativeGroupIds).unknown > 0,
    ).length,
    pending: preview && {
      href: `${frame.base}/preview/${preview.id}`,
      previewId: preview.id,
      digest: preview.digest,
      cause: changeWords(shown),
    },
    csvHref: `${frame.base}/mapping/csv?connection=${chosen.id}`,
  };
}

/** What is mapped counts wherever it belongs, but for passes, which count where they are good. */
const outsideWords = ({ kind }: Pick<ItemRow, "kind">): string =>
  kind === "pass"
    ? "Good at no location that this connection covers: it opens nothing here."
    : "Belongs to a location that this connection does not cover. It opens what it is mapped to all the same.";

function itemReader(facts: {
  readonly frame: Awaited<ReturnType<typeof loadFrame>>;
  /** The mapping as shown, and as it holds. */
  readonly shown: ProposedChange;
  readonly applied: ProposedChange;
  readonly told: Awaited<ReturnType<typeof readMappingContracts>>;
  readonly native: ReturnType<typeof nativeMatcher>;
  readonly suggest: ReturnType<typeof groupSuggester>;
  readonly kinds: PassKinds;
  readonly isCovered: (item: ItemRow) => boolean;
}): (item: ItemRow) => MappingItemView {
  const { frame, told } = facts;
  const places = new Map<string, (typeof frame.locations)[number]>(
    frame.locations.map((row) => [row.id, row]),
  );
  const shown = assignmentsOf(facts.shown.mappings);
  const applied = assignmentsOf(facts.applied.mappings);
  return (item) => {
    const itemKey = `${item.kind}:${item.id}`;
    const assignment = shown(itemKey);
    const occupant = item.kind === "desk" ? told.occupants.get(item.id) : undefined;
    return {
      key: itemKey,
      kind: item.kind,
      kindLabel: kindLabelOf(item),
      name: item.name,
      businessName: places.get(item.locationId ?? "")?.name ?? "",
      groupIds: assignment.groupIds,
      options: assignment.options,
      flags: [
        ...(item.vanishedAt !== null ? ["vanished" as const] : item.archived ? ["archived" as const] : []),
        ...(JSON.stringify(assignment) === JSON.stringify(applied(itemKey)) ? [] : ["changed" as const]),
      ],
      notes: notesOf(item, {
        pass: item.kind === "pass" ? (facts.kinds.get(item.id) ?? null) : null,
        shares: item.kind === "desk" ? (told.shares.get(item.id) ?? []) : [],
        severalBusinesses: frame.locations.length > 1,
        businessName: (id) => places.get(id)?.name ?? null,
        zoneOf: (id) => places.get(id)?.zone ?? null,
      }),
      warnings: [
        ...(occupant === undefined
          ? []
          : [`${occupant} sits here by the floor plan, has no contract for it: no access.`]),
        ...(facts.isCovered(item) ? [] : [outsideWords(item)]),
      ],
      suggestedGroupIds: assignment.groupIds.length === 0 ? facts.suggest(item.name) : [],
      nativeGroupIds: item.vanishedAt === null ? facts.native(item.nativeGroupIds).groupIds : [],
    };
  };
}
