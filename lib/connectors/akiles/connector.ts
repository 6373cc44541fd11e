import type { Connector, ConnectorDeps, VendorOperation } from "../contract";
import { explainAbsence } from "./absence";
import { getOrganization, listGadgets, listGroups, listSites } from "./api";
import { setCards } from "./cards";
import { toAccessGroup } from "./convert";
import { setEmail, setPin } from "./credentials";
import { grant, retime, revoke } from "./grants";
import { openingHooks } from "./hooks";
import { readOpenings } from "./openings";
import { createPerson, findPeople, observe, observePerson, removePerson, restorePerson } from "./people";
import { type AkilesHttp, akilesHttp } from "./requests";

/** The Akiles connector. Keeps nothing between calls; all of them may be repeated. */
export function createAkilesConnector(deps: ConnectorDeps): Connector {
  const http = akilesHttp(deps);
  const now = () => deps.clock.now();
  return {
    async verify() {
      const { id, name } = await getOrganization(http);
      return { accountId: id, accountLabel: name };
    },
    async listAccessGroups(cursor) {
      const page = await listGroups(http, cursor);
      const live = page.items.filter((group) => !group.is_deleted);
      const namesSites = live.some((group) => group.permissions?.some((rule) => rule.site_id != null));
      const sites = new Map(namesSites ? (await listSites(http)).map((site) => [site.id, site.name]) : []);
      return {
        items: live.map((group) => toAccessGroup(group, sites)),
        next: page.next,
        skipped: page.skipped,
      };
    },
    observe: (cursor) => observe(http, cursor, now()),
    observePerson: (vendorPersonId) => observePerson(http, vendorPersonId, now()),
    findPeople: (by) => findPeople(http, by, now()),
    apply: (operation) => apply(http, operation, now()),
    async listDoors(cursor) {
      const page = await listGadgets(http, cursor);
      const live = page.items.filter((gadget) => !gadget.is_deleted);
      const sites = new Map((await listSites(http)).map((site) => [site.id, site.name]));
      return {
        items: live.map(({ id, name, site_id: siteId = null }) => ({
          id,
          name,
          siteId,
          siteLabel: (siteId && sites.get(siteId)) ?? null,
        })),
        next: page.next,
        skipped: page.skipped,
      };
    },
    removePerson: (input) => removePerson(http, input),
    explainAbsence: (vendorPersonId) => explainAbsence(http, vendorPersonId, now()),
    readOpenings: (input) => readOpenings(http, input),
    openingHooks: openingHooks(http),
  };
}

function apply(http: AkilesHttp, op: VendorOperation, now: Date): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      return createPerson(http, op, now);
    case "restorePerson":
      return restorePerson(http, op);
    case "grant":
      return grant(http, op, now);
    case "retime":
      return retime(http, op);
    case "revoke":
      return revoke(http, op);
    case "setEmail":
      return setEmail(http, op);
    case "setPin":
      return setPin(http, op);
    case "setCards":
      return setCards(http, op);
    default: {
      const never: never = op;
      return never;
    }
  }
}
