import { coveredLocations, getConnection } from "@/db/queries/connections";
import { countWithoutRight, listAllCoverage } from "@/db/queries/console";
import { peopleWithProblems } from "@/db/queries/credential-problems";
import { countTakenBack } from "@/db/queries/disconnect";
import { countPushed } from "@/db/queries/ledger";
import { listMappings, openPreview } from "@/db/queries/mappings";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type {
  ActivationStepView,
  ConnectionSwitchView,
  ConnectionsView,
  ConnectionView,
  ConnectLocationView,
  ConnectVendorView,
} from "../connection-views";
import { carriesAny } from "../connections/credential-switches";
import { missingSettings } from "../connections/save-vendor-settings";
import { ServiceError, type Services } from "../context";
import { type Cards, loadCards, stateView } from "./connection-cards";
import { credentialProblems } from "./credential-problems";
import { type Frame, loadFrame } from "./frame";
import { readLeaving } from "./leaving";
import { connectionProblems, signInProblem } from "./problems";
import { rightsEndView } from "./rights-end";
import { vendorPanel } from "./vendor-panel";
import { vendorView } from "./vendor-view";

type Input = { readonly installationId: InstallationId; readonly locationId: string | null };

export async function readConnections(services: Services, input: Input): Promise<ConnectionsView> {
  const frame = await loadFrame(services, input);
  const { cards } = await loadCards(services, frame);
  return {
    now: frame.now,
    zone: frame.zone,
    connections: cards,
    unconfirmedLocations: frame.locations.filter((row) => row.confirmedAt === null).length,
  };
}

/** Every vendor of this release; what an operator has not set up is shown and cannot be chosen. */
export async function readConnect(
  services: Services,
  input: Input & { readonly vendorId: string | null },
): Promise<ConnectVendorView> {
  const frame = await loadFrame(services, { installationId: input.installationId });
  const { cards } = await loadCards(services, frame);
  const vendors = services.definitions.map((definition) =>
    vendorView(definition, services.operator(definition.id) !== null),
  );
  const chosen = vendors.find((vendor) => vendor.id === input.vendorId && vendor.available);
  const chooseAll = frame.locations.length === 1;
  return {
    vendors,
    vendorId: chosen?.id ?? null,
    locations: frame.locations.map((row) => ({
      id: row.id,
      name: row.name,
      covered: row.confirmedAt !== null && (chooseAll || row.id === input.locationId),
      zoneConfirmed: row.confirmedAt !== null,
      alsoCoveredBy: cards
        .filter((card) => card.state.state !== "disconnected")
        .filter((card) => card.locationNames.includes(row.name))
        .map((card) => card.vendorName),
    })),
  };
}

/** Errors: `not_found`. `problem` is what an unfinished sign-in came to. */
export async function readConnection(
  services: Services,
  input: Input & { readonly connectionId: string; readonly problem: string | undefined },
): Promise<ConnectionView> {
  const connectionId = input.connectionId as ConnectionId;
  const key = { installationId: input.installationId, connectionId };
  const row = await getConnection(services.db, key);
  if (!row) throw new ServiceError("not_found", "There is no such connection.");
  const frame = await loadFrame(services, input);
  const everywhere: Frame = { ...frame, location: null };
  const [all, pushed, counts, mapped, preview, covered, coverage, refused, withoutRight] = await Promise.all([
    loadCards(services, everywhere),
    countPushed(services.db, { ...key, now: frame.at }),
    countTakenBack(services.db, key),
    listMappings(services.db, key),
    openPreview(services.db, key),
    coveredLocations(services.db, key),
    listAllCoverage(services.db, key),
    peopleWithProblems(services.db, key),
    countWithoutRight(services.db, key),
  ]);
  const card = all.cards.find((one) => one.id === row.id);
  const definition = services.definition(row.vendor);
  const vendorName = definition?.name ?? row.vendor;
  const signIn = signInProblem(input.problem, vendorName);
  const zone = frame.location?.zone ?? frame.locations.find((one) => covered.includes(one.id))?.zone;
  return {
    now: frame.now,
    zone: zone ?? frame.zone,
    id: row.id,
    vendorName,
    accountLabel: row.accountLabel,
    accountConfirmed: row.accountConfirmedAt !== null,
    state: stateView(row),
    signIn:
      definition?.auth.kind === "oauth2" &&
      definition.connectFields.length === 0 &&
      (row.state === "draft" || row.state === "needs_attention"),
    locations: frame.locations.map(
      (one): ConnectLocationView => ({
        id: one.id,
        name: one.name,
        covered: covered.includes(one.id),
        zoneConfirmed: one.confirmedAt !== null,
        alsoCoveredBy: othersCovering(services, all, coverage, row.id, one.id),
      }),
    ),
    leadMinutes: row.leadMinutes,
    lagMinutes: row.lagMinutes,
    switches: switchesOf(services, row),
    rightsEnd: rightsEndView(definition, row, withoutRight),
    steps:
      row.activatedAt !== null || row.state === "disconnected" || row.disconnectingSince !== null
        ? []
        : stepsOf(frame, row, {
            vendorName,
            covered,
            mapped: mapped.length > 0 || preview !== null,
            previewId: preview?.id ?? null,
            toChoose: row.state === "draft" ? [] : missingSettings(definition?.settings ?? [], row.settings),
          }),
    problems: [
      ...(signIn ? [signIn] : []),
      ...credentialProblems(row, vendorName, { base: frame.base, refused: refused.length }),
      ...connectionProblems(services, frame, row, all.state, card?.problems ?? 0),
    ],
    people: card?.people ?? 0,
    openNow: card?.openNow ?? 0,
    lastFullCheckAt: row.lastReconcileAt?.toISOString() ?? null,
    pushed,
    grants: counts.find((one) => one.connectionId === row.id)?.open ?? 0,
    progress: null,
    leaving: await readLeaving(services, frame, row),
    vendor: vendorPanel(definition, row),
  };
}

function othersCovering(
  services: Services,
  all: Cards,
  coverage: Awaited<ReturnType<typeof listAllCoverage>>,
  own: ConnectionId,
  locationId: string,
): string[] {
  const ids = new Set(
    coverage
      .filter((row) => row.locationId === locationId && row.connectionId !== own)
      .map((r) => r.connectionId),
  );
  return all.rows
    .filter((row) => ids.has(row.id) && row.state !== "disconnected")
    .map((row) => services.definition(row.vendor)?.name ?? row.vendor);
}

function switchesOf(services: Services, row: Cards["rows"][number]): ConnectionSwitchView[] {
  const definition = services.definition(row.vendor);
  const name = definition?.name ?? row.vendor;
  const can = definition?.capabilities;
  const rule = definition?.pinRule ?? null;
  const [canEmail, canPin, canCards, canTime] = [can?.email, can?.pin, can?.cards, can?.timedGrants].map(
    (claim) => claim?.value === "yes",
  );
  const carriesPin = canPin === true && rule !== null;
  return [
    {
      key: "emailSync",
      label: "E-mail",
      help: canEmail
        ? `Members open doors with the ${name} app under the e-mail they have in Nexudus.`
        : `${name} takes no e-mail.`,
      on: row.syncEmail,
      available: canEmail === true,
    },
    {
      key: "pinSync",
      label: "PIN",
      help: carriesPin
        ? `Members type the "Access Pincode" they have in Nexudus: ${rule.min} to ${rule.max} digits, no two members the same.`
        : `${name} takes no PIN.`,
      on: row.syncPin,
      available: carriesPin,
    },
    {
      key: "cardSync",
      label: "Cards",
      help: canCards
        ? `Members use the cards in "Access Card ID" in Nexudus, several with a comma between.${can?.cards.note ? ` ${can.cards.note}` : ""}`
        : `${name} takes no cards.`,
      on: row.syncCards,
      available: canCards === true,
    },
    {
      key: "randomPins",
      label: "Random PIN",
      help: carriesPin
        ? 'Whoever has access and no PIN gets one, written to "Access Pincode" in Nexudus once. Needs PIN. Switching it off and on again lets Lintel write after it had to stop.'
        : `${name} takes no PIN.`,
      on: row.randomPins,
      available: carriesPin,
    },
    {
      key: "vendorWindows",
      label: "Let the doors keep the times",
      help: canTime
        ? `${name} gets starts and ends ahead of time, so doors obey even while Lintel is down. Off: Lintel gives and takes access on the minute.`
        : `${name} knows no times; Lintel gives and takes access on the minute.`,
      on: row.vendorWindows,
      available: canTime === true,
    },
  ];
}

function stepsOf(
  frame: Frame,
  row: Cards["rows"][number],
  at: {
    readonly vendorName: string;
    readonly covered: readonly string[];
    readonly mapped: boolean;
    readonly previewId: string | null;
    /** Labels of the vendor's own settings that are needed and not chosen. */
    readonly toChoose: readonly string[];
  },
): ActivationStepView[] {
  const unconfirmed = frame.locations.filter(
    (one) => at.covered.includes(one.id) && one.confirmedAt === null,
  );
  const isConnected = row.state !== "draft";
  const isOurs = row.accountConfirmedAt !== null;
  return [
    {
      label: "Confirm the time zone of every location it covers",
      done: unconfirmed.length === 0,
      link: { label: "Confirm", href: `${frame.base}/settings/account` },
    },
    { label: `Sign in at ${at.vendorName}`, done: isConnected, link: null },
    { label: "Say that the account is yours", done: isOurs, link: null },
    ...at.toChoose.map((label) => ({ label: `Choose: ${label}`, done: false, link: null })),
    {
      label: "Choose how people open doors",
      done: carriesAny(row),
      link: null,
    },
    {
      label: "Map what you sell to access groups",
      done: at.mapped,
      link: isOurs ? { label: "Map", href: `${frame.base}/mapping?connection=${row.id}` } : null,
    },
    {
      label: "Look at the first preview and apply it",
      done: false,
      link: at.previewId
        ? { label: "Open the preview", href: `${frame.base}/preview/${at.previewId}` }
        : null,
    },
  ];
}
