import type { Connector, ConnectorDeps, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { allSites, type BrivoHttp, brivoHttp, cardFormats, listDoors, probeGroups, whoAmI } from "./api";
import { isNumbered } from "./card-values";
import { setCards } from "./cards";
import { isId, neededId, toDoor } from "./convert";
import { setEmail } from "./emails";
import { addressesOf } from "./endpoints";
import { grant, revoke } from "./grants";
import { listAccessGroups } from "./groups";
import { readOpenings } from "./openings";
import { passInvitations } from "./passes";
import {
  createObserver,
  createPerson,
  findPeople,
  observePerson,
  removePerson,
  setSuspended,
} from "./people";
import { setPin } from "./pins";
import { ENTRY_ACTIONS } from "./settings";

/** The Brivo connector. All calls may be repeated; only a full read keeps memberships from its first page to its last. */
export function createBrivoConnector(deps: ConnectorDeps): Connector {
  const http = brivoHttp(deps);
  const now = () => deps.clock.now();
  const observe = createObserver(http);
  const { site, cardFormat, passLanguage, entryActions } = deps.settings;
  const siteId = site && isId(site) ? site : null;
  const actionIds = new Set((entryActions || ENTRY_ACTIONS).split(",").map(Number));
  return {
    verify: () => verify(http, addressesOf(deps.operator, deps.settings).region),
    listAccessGroups: (cursor) => listAccessGroups(http, cursor, siteId),
    observe: (cursor) => observe(cursor, now()),
    observePerson: (vendorPersonId) => observePerson(http, vendorPersonId, now()),
    findPeople: (by) => findPeople(http, by, now()),
    apply: (operation) => apply(http, operation, cardFormat || null),
    async listDoors(cursor) {
      const page = await listDoors(
        http,
        siteId,
        cursor === null ? 0 : Number(neededId(cursor, "list_doors")),
      );
      const next = page.next === null ? null : String(page.next);
      return { items: page.items.map(toDoor), next, skipped: page.skipped };
    },
    listOptions: (settingKey) => listOptions(http, settingKey),
    passInvitations: passInvitations(http, passLanguage || "en"),
    setSuspended: (input) => setSuspended(http, input),
    removePerson: (input) => removePerson(http, input),
    readOpenings: (input) => readOpenings(http, input, { siteId, actionIds, now: now() }),
  };
}

/**
 * Who the token is, whether it may see groups, and what to call the account. Brivo names no account: its sites stand for
 * it, and the one with the lowest number for its id. UNVERIFIED: that this one stays.
 */
async function verify(http: BrivoHttp, region: string) {
  const admin = await whoAmI(http);
  await probeGroups(http);
  const sites = [...(await allSites(http))].sort((a, b) => Number(a.id) - Number(b.id));
  const [first] = sites;
  if (!first) return { accountId: `${region}:admin:${admin.id}`, accountLabel: `Administrator ${admin.id}` };
  return {
    accountId: `${region}:site:${first.id}`,
    accountLabel: sites.map((site) => site.siteName).join(", "),
  };
}

async function listOptions(http: BrivoHttp, settingKey: string) {
  if (settingKey === "site")
    return (await allSites(http)).map(({ id, siteName }) => ({ value: id, label: siteName }));
  if (settingKey === "cardFormat")
    return (await cardFormats(http)).filter(isNumbered).map(({ id, name }) => ({ value: id, label: name }));
  throw new VendorError("unsupported", "brivo list_options: no such setting");
}

function apply(
  http: BrivoHttp,
  op: VendorOperation,
  formatId: string | null,
): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      return createPerson(http, op);
    case "restorePerson":
      return Promise.reject(
        new VendorError("unsupported", "brivo restore_person: Brivo deletes people for good"),
      );
    case "grant":
      return grant(http, op);
    case "retime":
      return Promise.reject(new VendorError("unsupported", "brivo retime: memberships have no window"));
    case "revoke":
      return revoke(http, op);
    case "setEmail":
      return setEmail(http, op);
    case "setPin":
      return setPin(http, op);
    case "setCards":
      return setCards(http, op, formatId);
    default: {
      const never: never = op;
      return never;
    }
  }
}
