import type { AccessGroupId } from "@/lib/access/types";
import type { Connector, ConnectorDeps, OperationOutcome, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import {
  allChannels,
  allCredentialTypes,
  allSites,
  type DoorFlowHttp,
  doorflowHttp,
  getAccount,
  listGroups,
  postSync,
} from "./api";
import { setCards } from "./cards";
import { isId } from "./convert";
import { cardTypesOf, pinTypesOf } from "./credentials";
import { grant, revoke } from "./grants";
import { readOpenings } from "./openings";
import { createObserver, createPerson, findPeople, observePerson, removePerson } from "./people";
import { setPin } from "./pins";
import { retime } from "./retime";
import { ENTRY_CODES } from "./settings";

const SYNC_AGAIN_AFTER_MS = 30_000;

/** The DoorFlow connector. All calls may be repeated; only a full read keeps reservations from its first page to its last. */
export function createDoorFlowConnector(deps: ConnectorDeps): Connector {
  const http = doorflowHttp(deps);
  const now = () => deps.clock.now();
  const observe = createObserver(http);
  const { site, entryCodes } = deps.settings;
  const siteId = site && isId(site) ? site : null;
  return {
    /** Whether the account may be read, and its groups, of which one at least is needed. */
    async verify() {
      const { id, name } = await getAccount(http);
      await listGroups(http);
      return { accountId: id, accountLabel: name };
    },
    async listAccessGroups() {
      const { items, skipped } = await listGroups(http);
      const groups = items.map(({ id, name }) => ({
        id: id as AccessGroupId,
        name,
        siteLabel: null,
        hint: null,
      }));
      return { items: groups, next: null, skipped };
    },
    observe: (cursor) => observe(cursor, now()),
    observePerson: (vendorPersonId) => observePerson(http, vendorPersonId, now()),
    findPeople: (by) => findPeople(http, by, now()),
    apply: (operation) => apply(http, operation, deps.settings, now()),
    listDoors: () => listDoors(http, siteId),
    listOptions: (settingKey) => listOptions(http, settingKey),
    flush: () => flush(http),
    removePerson: (input) => removePerson(http, input),
    readOpenings: (input) => readOpenings(http, input, { codes: entryCodes || ENTRY_CODES, now: now() }),
  };
}

async function listDoors(http: DoorFlowHttp, siteId: string | null) {
  const channels = await allChannels(http, siteId);
  const sites = new Map((await allSites(http)).map((site) => [site.id, site.name]));
  return {
    items: channels
      // Where a filter is not heeded, doors of other sites are left out here.
      .filter((channel) => siteId === null || channel.site_id === siteId)
      .map(({ id, name, site_id: at = null }) => ({
        id,
        name,
        siteId: at,
        siteLabel: (at && sites.get(at)) ?? null,
      })),
    next: null,
    skipped: 0,
  };
}

async function listOptions(http: DoorFlowHttp, settingKey: string) {
  const toOption = ({ id, label }: { readonly id: string; readonly label: string }) => ({ value: id, label });
  if (settingKey === "site")
    return (await allSites(http)).map(({ id, name }) => toOption({ id, label: name }));
  if (settingKey === "pinType") return pinTypesOf(await allCredentialTypes(http)).map(toOption);
  if (settingKey === "cardTypes") return cardTypesOf(await allCredentialTypes(http)).map(toOption);
  throw new VendorError("unsupported", "doorflow list_options: no such setting");
}

/** One sync in 30 s, longer in big accounts: `retry_in` says when (D1). */
async function flush(http: DoorFlowHttp): Promise<OperationOutcome> {
  try {
    await postSync(http);
    return { status: "applied" };
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind !== "rate_limited") throw error;
    return { status: "deferred", retryAfterMs: error.details.retryAfterMs ?? SYNC_AGAIN_AFTER_MS };
  }
}

function apply(
  http: DoorFlowHttp,
  op: VendorOperation,
  settings: ConnectorDeps["settings"],
  now: Date,
): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      return createPerson(http, op);
    case "restorePerson":
      return Promise.reject(
        new VendorError("unsupported", "doorflow restore_person: people deleted there stay so"),
      );
    case "grant":
      return grant(http, op, now);
    case "retime":
      return retime(http, op, now);
    case "revoke":
      return revoke(http, op, now);
    case "setEmail":
      return Promise.reject(
        new VendorError("unsupported", "doorflow set_email: an address opens nothing there"),
      );
    case "setPin":
      return setPin(http, op, settings.pinType || null);
    case "setCards":
      return setCards(http, op, (settings.cardTypes ?? "").split(",").filter(Boolean));
    default: {
      const never: never = op;
      return never;
    }
  }
}
