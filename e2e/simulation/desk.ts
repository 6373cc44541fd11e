import type { EntityName } from "../simulators/nexudus/model";
import { plain } from "../simulators/nexudus/stamps";
import type { NexudusTestApi } from "../simulators/nexudus/test-api";
import { fromLocal, zones } from "../simulators/nexudus/zones";
import type { Action, PlannedItem, Told, WorldPlan } from "./types";

/** The people at the platform's desk: they set a world up and do what a script says. */
export interface Desk {
  /** Which name is which id, as text. */
  readonly ids: Told["ids"];
  /** The record behind a script's id for a booking, contract, pass or freeze; null before it was made. */
  recordId(id: string): number | null;
  /** False when it is nobody's work at this desk: it belongs to the console or the vendor. */
  apply(action: Action): boolean;
}

type Values = Record<string, unknown>;

const GREAT_BRITAIN = {
  CountryId: 1221,
  CountryName: "United Kingdom",
  CurrencyId: 3005,
  CurrencyCode: "GBP",
};
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const OFFICE = 1;
const DEDICATED_DESK = 2;

/**
 * Fills an emptied simulator with a planned world: one network root called `root` and a location each, then
 * people, items and teams, in the order of the plan, so that the same plan gives the same ids. Rooms take any
 * number of bookings at a time. Throws on a zone the simulator does not know and on a name that is not there.
 */
export function openDesk(api: NexudusTestApi, world: WorldPlan, root = "Network"): Desk {
  const locations = new Map<string, number>();
  const members = new Map<string, number>();
  const items = new Map<string, { readonly id: number; readonly plan: PlannedItem }>();
  const variants = new Map<string, number>();
  const floors = new Map<string, number>();
  const roomTypes = new Map<string, number>();
  const teams = new Map<string, number>();
  const records = new Map<string, { readonly entity: EntityName; readonly id: number }>();

  const item = (name: string) => found(items, name, "item");
  const idsOf = (names: readonly string[]) => names.map((name) => found(members, name, "member"));

  const network = api.create("Business", {
    ...GREAT_BRITAIN,
    Name: root,
    WebAddress: addressOf(root),
    SimpleTimeZoneId: zoneRow(api, "UTC"),
  }).Id;
  for (const { name, zone } of world.locations) {
    const row = api.create("Business", {
      ...GREAT_BRITAIN,
      Name: name,
      WebAddress: addressOf(`${root} ${name}`),
      RootLocationId: network,
      SimpleTimeZoneId: zoneRow(api, zone),
    });
    locations.set(name, row.Id);
    floors.set(name, api.create("FloorPlan", { BusinessId: row.Id, Name: "Ground floor" }).Id);
    roomTypes.set(name, api.create("ResourceType", { BusinessId: row.Id, Name: "Meeting room" }).Id);
  }

  for (const planned of world.items) {
    const BusinessId = found(locations, planned.location, "location");
    const zone = world.locations.find(({ name }) => name === planned.location)?.zone ?? "UTC";
    const named = { BusinessId, Name: planned.name };
    let id: number;
    switch (planned.kind) {
      case "plan":
        id = api.create("Tariff", named).Id;
        break;
      case "resource": {
        const ResourceTypeId = found(roomTypes, planned.location, "location");
        id = api.create("Resource", { ...named, ResourceTypeId, AllowMultipleBookings: true }).Id;
        break;
      }
      case "desk": {
        const ItemType = planned.variants ? OFFICE : DEDICATED_DESK;
        const FloorPlanId = found(floors, planned.location, "location");
        id = api.create("FloorPlanDesk", { FloorPlanId, Name: planned.name, ItemType }).Id;
        for (const variant of planned.variants ?? []) {
          const days = WEEKDAYS.map((day, at) => [`Available${day}`, variant.weekdays.includes(at)]);
          const row = { FloorPlanDeskId: id, Name: variant.name, ...Object.fromEntries(days) };
          variants.set(variant.name, api.create("FloorPlanDeskVariant", row).Id);
        }
        break;
      }
      case "pass": {
        // Anywhere = everywhere that there is.
        const scope = planned.scope ?? world.locations.map(({ name }) => name);
        const Businesses = scope.map((name) => found(locations, name, "location"));
        id = api.create("TimePass", { ...named, MinutesIncluded: planned.minutes ?? null, Businesses }).Id;
        for (const { day, from, to } of planned.slots ?? []) {
          const at = (time: string) => plain(fromLocal(`1976-01-01T${time}`, zone));
          const slot = { TimePassId: id, DayOfWeek: day, FromTime: at(from), ToTime: at(to) };
          api.create("TimePassTimeSlot", slot);
        }
        break;
      }
    }
    items.set(planned.name, { id, plan: planned });
  }

  for (const { name, email, home, pin, cards } of world.members) {
    const InvoicingBusinessId = found(locations, home, "location");
    const { CountryId, SimpleTimeZoneId } = api.row("Business", InvoicingBusinessId);
    const row = api.create("Coworker", {
      FullName: name,
      Email: email,
      InvoicingBusinessId,
      Businesses: [InvoicingBusinessId],
      CountryId,
      SimpleTimeZoneId,
      AccessPincode: pin,
      AccessCardId: cards.join(",") || null,
    });
    members.set(name, row.Id);
  }
  for (const team of world.teams) {
    const row = api.create("Team", {
      BusinessId: found(locations, team.location, "location"),
      Name: team.name,
      TeamMembers: idsOf(team.members),
      PayingMemberId: team.paying === null ? null : found(members, team.paying, "member"),
      ShareTimePasses: team.sharesPasses,
    });
    teams.set(team.name, row.Id);
  }

  const make = (id: string, entity: EntityName, values: Values) => {
    records.set(id, { entity, id: api.create(entity, values).Id });
  };
  const record = (id: string) => found(records, id, "record").id;
  const booked = (name: string): Values => {
    const { id, plan } = item(name);
    return plan.kind === "desk"
      ? { FloorPlanDeskId: id, ResourceId: null }
      : { FloorPlanDeskId: null, ResourceId: id };
  };
  const desksOf = (names: readonly string[]) => ({ Desks: names.map((name) => item(name).id) });

  function apply(action: Action): boolean {
    switch (action.do) {
      case "book":
        make(action.id, "Booking", {
          CoworkerId: found(members, action.member, "member"),
          ...booked(action.item),
          ...between("FromTime", action.from, "ToTime", action.to),
          Tentative: action.tentative ?? false,
          BookingNumber: records.size + 1,
        });
        return true;
      case "move":
        api.change("Booking", record(action.id), {
          ...between("FromTime", action.from, "ToTime", action.to),
          ...(action.item === undefined ? {} : booked(action.item)),
        });
        return true;
      case "confirm":
        api.confirm(record(action.id));
        return true;
      case "cancel":
        api.cancel(record(action.id));
        return true;
      case "delete_booking":
        api.delete("Booking", record(action.id));
        return true;
      case "contract":
        make(action.id, "CoworkerContract", {
          IssuedById: found(locations, item(action.plan).plan.location, "location"),
          CoworkerId: found(members, action.member, "member"),
          TariffId: item(action.plan).id,
          MainContract: true,
          ...between("StartDate", action.from, "CancellationDate", action.until ?? null),
          ...desksOf(action.desks ?? []),
          Variants: (action.variants ?? []).map((name) => found(variants, name, "variant")),
        });
        return true;
      case "change_contract": {
        const { from, until, plan, desks } = action;
        api.change("CoworkerContract", record(action.id), {
          ...(from === undefined ? {} : { StartDate: stored(from) }),
          ...(until === undefined ? {} : { CancellationDate: stored(until) }),
          ...(plan === undefined ? {} : { TariffId: item(plan).id }),
          ...(desks === undefined ? {} : desksOf(desks)),
        });
        return true;
      }
      case "delete_contract":
        api.delete("CoworkerContract", record(action.id));
        return true;
      case "freeze":
        make(action.id, "ContractPausedPeriod", {
          CoworkerContractId: record(action.contract),
          ...between("PauseFrom", action.from, "PauseUntil", action.until),
        });
        return true;
      case "change_freeze":
        api.change(
          "ContractPausedPeriod",
          record(action.id),
          between("PauseFrom", action.from, "PauseUntil", action.until),
        );
        return true;
      case "delete_freeze":
        api.delete("ContractPausedPeriod", record(action.id));
        return true;
      case "pass": {
        const { id, plan } = item(action.item);
        const minutes = action.remaining ?? plan.minutes ?? null;
        const contract = action.contract === undefined ? null : record(action.contract);
        make(action.id, "CoworkerTimePass", {
          CoworkerId: found(members, action.member, "member"),
          BusinessId: found(locations, plan.location, "location"),
          TimePassId: id,
          CreateMultiple: 1,
          TotalUses: minutes,
          RemainingUses: minutes,
          ExpireDate: stored(action.expiresAt ?? null),
          IsFromTariff: contract !== null,
          CoworkerContractUniqueId: contract === null ? null : api.row("CoworkerContract", contract).UniqueId,
        });
        return true;
      }
      case "use_pass": {
        // A day pass is spent by the first check-in; minutes until none are left.
        const isSpent = (action.remaining ?? 0) <= 0;
        api.change("CoworkerTimePass", record(action.id), {
          UsedDate: plain(api.now()),
          Used: isSpent,
          ...(action.remaining === undefined ? {} : { RemainingUses: action.remaining }),
        });
        return true;
      }
      case "delete_pass":
        api.delete("CoworkerTimePass", record(action.id));
        return true;
      case "team":
        api.change("Team", found(teams, action.id, "team"), {
          TeamMembers: idsOf(action.members),
          PayingMemberId: action.paying === null ? null : found(members, action.paying, "member"),
          ...(action.sharesPasses === undefined ? {} : { ShareTimePasses: action.sharesPasses }),
        });
        return true;
      case "suspend":
        api.suspend(found(members, action.member, "member"));
        return true;
      case "restore":
        // Taken out of the archive as well, when it was there.
        api.changeCustomer(found(members, action.member, "member"), { archived: false });
        return true;
      case "archive":
        api.archive(found(members, action.member, "member"));
        return true;
      case "change_credentials": {
        const { pin, cards, email } = action;
        api.change("Coworker", found(members, action.member, "member"), {
          ...(pin === undefined ? {} : { AccessPincode: pin }),
          ...(cards === undefined ? {} : { AccessCardId: cards.join(",") || null }),
          ...(email === undefined ? {} : { Email: email }),
        });
        return true;
      }
      case "map":
      case "pause":
      case "resume":
      case "disconnect":
      case "staff_drop":
      case "staff_add":
      case "staff_disable":
      case "staff_delete":
      case "answer_budget":
        return false;
      default: {
        const never: never = action;
        return never;
      }
    }
  }

  return {
    ids: {
      members: asText(members),
      items: Object.fromEntries([...items].map(([name, { id }]) => [name, String(id)])),
      locations: asText(locations),
      variants: asText(variants),
    },
    recordId: (id) => records.get(id)?.id ?? null,
    apply,
  };
}

function found<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`no ${what} ${name}`);
  return value;
}

const asText = (map: ReadonlyMap<string, number>) =>
  Object.fromEntries([...map].map(([name, id]) => [name, String(id)]));

const stored = (at: string | null): string | null => (at === null ? null : plain(new Date(at)));
const between = (first: string, from: string | null, last: string, until: string | null): Values => ({
  [first]: stored(from),
  [last]: stored(until),
});
const addressOf = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** The row of a zone; an emptied simulator has none until somebody needs one. */
function zoneRow(api: NexudusTestApi, iana: string): number {
  const zone = zones.find((each) => each.iana === iana);
  if (!zone) throw new Error(`the simulated platform knows no zone ${iana}`);
  const existing = api.rows("SimpleTimeZone").find((row) => row.Name === zone.windows);
  const values = {
    Name: zone.windows,
    Description: zone.description,
    TimeOffset: zone.offset,
    UsesSummerTime: zone.summer,
  };
  return (existing ?? api.create("SimpleTimeZone", values)).Id;
}
