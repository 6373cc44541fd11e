import type { AccessGroup, Connector, ConnectorDeps, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import { type AcmHttp, acmHttp, getPerson, listIds, listPeople, listRoles } from "./api";
import { setCards } from "./cards";
import { toAccessGroup } from "./convert";
import { VENDOR } from "./endpoints";
import { grant, revoke } from "./grants";
import { createPerson, findPeople, observe, observePerson, personOrNull } from "./people";
import { setPin } from "./pins";
import { removePerson } from "./remove";
import type { AcmIdentity } from "./schemas";

/** The Avigilon ACM connector. Keeps nothing between calls; all of them may be repeated. */
export function createAcmConnector(deps: ConnectorDeps): Connector {
  const http = acmHttp(deps);
  const now = () => deps.clock.now();
  return {
    async verify() {
      await listRoles(http);
      await proveThatPeopleShowTheirRoles(http);
      const { host } = new URL(deps.settings.server ?? "");
      return { accountId: host, accountLabel: host };
    },
    async listAccessGroups() {
      const roles = await listRoles(http);
      const groups = roles.items.map((role) => toAccessGroup(role, now()));
      const items = groups.filter((group): group is AccessGroup => group !== null);
      return { items, next: null, skipped: roles.skipped };
    },
    observe: (cursor) => observe(http, cursor),
    observePerson: (vendorPersonId) => observePerson(http, vendorPersonId),
    findPeople: (by) => findPeople(http, by),
    apply: async (operation) => apply(http, operation, now()),
    removePerson: (input) => removePerson(http, input),
  };
}

function apply(http: AcmHttp, op: VendorOperation, now: Date): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      return createPerson(http, op);
    case "grant":
      return grant(http, op);
    case "revoke":
      return revoke(http, op);
    case "setPin":
      return setPin(http, op, now);
    case "setCards":
      return setCards(http, op, now);
    // The server removes nobody by itself, a role held has no dates, and the form of a person would blank what it is not sent.
    case "restorePerson":
    case "retime":
    case "setEmail":
      throw new VendorError("unsupported", `${VENDOR} ${op.verb}: not possible here`);
    default: {
      const never: never = op;
      return never;
    }
  }
}

const WITNESSES_MAX = 20;

/**
 * Roles are written as whole lists made from what one person's page shows. A page that left them out would read as
 * "holds none", and the first write would take away what others gave. So somebody who holds a role is looked at once;
 * there is one always, for the account itself needs a role to ask.
 */
async function proveThatPeopleShowTheirRoles(http: AcmHttp): Promise<void> {
  const all = await listPeople(http);
  if (all) {
    const witness = all.items.find((person) => person.plasecidentityRoleDN.length > 0);
    if (witness && sameRoles(witness, await getPerson(http, witness.cn))) return;
  } else {
    const { ids } = await listIds(http, 1);
    for (const id of ids.slice(0, WITNESSES_MAX))
      if (((await personOrNull(http, id))?.plasecidentityRoleDN.length ?? 0) > 0) return;
  }
  throw new VendorError("unexpected_response", `${VENDOR} get_person: shows no roles of anybody`, {
    vendorCode: "roles_not_shown",
  });
}

const sameRoles = (a: AcmIdentity, b: AcmIdentity): boolean =>
  [...a.plasecidentityRoleDN].sort().join("\n") === [...b.plasecidentityRoleDN].sort().join("\n");
