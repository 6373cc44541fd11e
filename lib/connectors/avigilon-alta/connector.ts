import type { Connector, ConnectorDeps, VendorOperation } from "../contract";
import { VendorError } from "../errors";
import type { Option } from "../facets";
import {
  type Alta,
  allEntries,
  allSites,
  alta,
  listCardFormats,
  listCredentialTypes,
  listEntries,
  listGroups,
} from "./api";
import { toAccessGroup, toDoor } from "./convert";
import { setCards, setPin } from "./credentials";
import { grant, revoke } from "./grants";
import { guestLinks } from "./guest-links";
import { readOpenings } from "./openings";
import { createPerson, findPeople, observe, observePerson, removePerson } from "./people";

/** The Avigilon Alta connector. Keeps nothing between calls; all of them may be repeated. */
export function createAvigilonAltaConnector(deps: ConnectorDeps): Connector {
  const a = alta(deps);
  const now = () => deps.clock.now();
  return {
    verify: () => verify(a),
    async listAccessGroups(cursor) {
      const page = await listGroups(a, cursor);
      return { ...page, items: page.items.map(toAccessGroup) };
    },
    observe: (cursor) => observe(a, cursor, now()),
    observePerson: (vendorPersonId) => observePerson(a, vendorPersonId, now()),
    findPeople: (by) => findPeople(a, by, now()),
    apply: (operation) => apply(a, operation, deps, now()),
    async listDoors(cursor) {
      const page = await listEntries(a, cursor);
      return { ...page, items: page.items.map(toDoor) };
    },
    listOptions: (settingKey) => listOptions(a, settingKey),
    removePerson: (input) => removePerson(a, input),
    readOpenings: (input) => readOpenings(a, input, now()),
    guestLinks: guestLinks({ a, settings: deps.settings, now }),
  };
}

/** One read of each kind that Lintel needs. The account is named by its sites where it may see them. */
async function verify(a: Alta): Promise<{ readonly accountId: string; readonly accountLabel: string }> {
  await listGroups(a, null);
  await listCredentialTypes(a);
  const sites = await allSites(a);
  const names = sites.slice(0, 3).map((site) => site.name);
  const more = sites.length > 3 ? ` and ${sites.length - 3} more` : "";
  const organization = `organization ${a.org}`;
  return {
    accountId: a.org,
    accountLabel: names.length === 0 ? organization : `${names.join(", ")}${more} (${organization})`,
  };
}

/** Errors: `unsupported` for a setting that is not chosen from the account. */
async function listOptions(a: Alta, settingKey: string): Promise<readonly Option[]> {
  if (settingKey === "cardFormat")
    return (await listCardFormats(a)).map(({ code, name }) => ({ value: code, label: name ?? code }));
  if (settingKey === "guestEntryIds")
    return (await allEntries(a)).map(({ id, name, zone }) => ({
      value: id,
      label: `${zone?.site?.name ? `${zone.site.name} / ` : ""}${name} (${id})`,
    }));
  throw new VendorError("unsupported", "avigilon-alta listOptions: not chosen from the account", {
    field: settingKey,
  });
}

async function apply(
  a: Alta,
  op: VendorOperation,
  { settings }: Pick<ConnectorDeps, "settings">,
  now: Date,
): ReturnType<Connector["apply"]> {
  switch (op.verb) {
    case "createPerson":
      return createPerson(a, op, now);
    case "grant":
      return grant(a, op);
    case "revoke":
      return revoke(a, op);
    case "setPin":
      return setPin(a, op);
    case "setCards":
      return setCards(a, op, settings);
    case "restorePerson":
    case "retime":
    case "setEmail":
      throw new VendorError("unsupported", `avigilon-alta ${op.verb}: Alta has no such thing`);
    default: {
      const never: never = op;
      return never;
    }
  }
}
