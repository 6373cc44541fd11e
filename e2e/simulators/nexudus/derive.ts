import type { EntityName, Row } from "./model";
import { readInstant } from "./stamps";
import type { World } from "./world";
import { ianaOf, toLocal } from "./zones";

type Derived = Record<string, unknown>;

const joined = (values: readonly unknown[]): string | null => (values.length ? values.join(",") : null);
export const idsIn = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((v): v is number => typeof v === "number") : [];

/** IANA zone of a business. */
export function zoneOf(world: World, businessId: unknown): string {
  return ianaOf(world.find("SimpleTimeZone", world.find("Business", businessId)?.SimpleTimeZoneId)?.Name);
}

/** A contract is in effect by date, whatever was edited when: flags move with the clock alone. */
export function contractInEffect(contract: Row, at: Date): boolean {
  const start = readInstant(contract.StartDate);
  const end = readInstant(contract.CancellationDate);
  return (start === null || start <= at) && (end === null || at < end);
}

const contractsByCoworker = (world: World, coworkerId: number): Row[] =>
  world.rows("CoworkerContract").filter((c) => c.CoworkerId === coworkerId);

const teamsOf = (world: World, coworkerId: number): Row[] =>
  world.rows("Team").filter((t) => idsIn(t.TeamMembers).includes(coworkerId));

const coworkerTypeName = (row: Row | undefined): string | null =>
  row ? (row.CoworkerType === 2 ? "Company" : "Individual") : null;

function bookingFields(row: Row, world: World): Derived {
  const resource = world.find("Resource", row.ResourceId);
  const desk = world.find("FloorPlanDesk", row.FloorPlanDeskId);
  const coworker = world.find("Coworker", row.CoworkerId);
  const zone = zoneOf(world, world.businessesOf("Booking", row)?.[0]);
  const from = readInstant(row.FromTime);
  const to = readInstant(row.ToTime);
  return {
    ResourceName: resource?.Name ?? null,
    ResourceResourceTypeId: resource?.ResourceTypeId ?? null,
    ResourceResourceTypeName: world.find("ResourceType", resource?.ResourceTypeId)?.Name ?? null,
    ResourceHideInCalendar: false,
    FloorPlanDeskName: desk?.Name ?? null,
    CoworkerFullName: coworker?.FullName ?? null,
    CoworkerCoworkerType: coworkerTypeName(coworker),
    CoworkerCompanyName: coworker?.CompanyName ?? null,
    CoworkerTeamNames: coworker ? joined(teamsOf(world, coworker.Id).map((t) => t.Name)) : null,
    FromTimeLocal: from ? toLocal(from, zone) : null,
    ToTimeLocal: to ? toLocal(to, zone) : null,
    BookingProducts: null,
    BookingVisitors: [],
    MinutesToStart: from ? Math.round((from.getTime() - world.clock.now().getTime()) / 60_000) : null,
    ToStringText: resource?.Name ?? desk?.Name ?? null,
  };
}

function coworkerFields(row: Row, world: World): Derived {
  const now = world.clock.now();
  const active = contractsByCoworker(world, row.Id).filter((c) => contractInEffect(c, now));
  const main = active.find((c) => c.MainContract === true) ?? active[0];
  const tariff = world.find("Tariff", main?.TariffId);
  const next = world.find("Tariff", main?.NextTariffId);
  const teams = teamsOf(world, row.Id);
  const [first = "", ...rest] = String(row.FullName ?? "").split(" ");
  return {
    InvoicingBusinessName: world.find("Business", row.InvoicingBusinessId)?.Name ?? null,
    GuessedFirstName: first,
    GuessedLastName: rest.join(" "),
    UserActive: row.UserId !== null,
    Teams: teams.map((t) => t.Id),
    TeamIds: joined(teams.map((t) => t.Id)),
    TeamNames: joined(teams.map((t) => t.Name)),
    TariffId: tariff?.Id ?? null,
    TariffName: tariff?.Name ?? null,
    NextTariffId: next?.Id ?? null,
    NextTariffName: next?.Name ?? null,
    CoworkerContractIds: joined(active.map((c) => c.Id)),
    CoworkerContractTariffNames: joined(active.map((c) => world.find("Tariff", c.TariffId)?.Name)),
    ToStringText: row.FullName,
  };
}

function contractFields(row: Row, world: World): Derived {
  const now = world.clock.now();
  const coworker = world.find("Coworker", row.CoworkerId);
  const desks = idsIn(row.Desks).map((id) => world.find("FloorPlanDesk", id));
  const variants = idsIn(row.Variants).map((id) => world.find("FloorPlanDeskVariant", id));
  const cancelled = readInstant(row.CancellationDate);
  const pause = world.rows("ContractPausedPeriod").find((p) => {
    const from = readInstant(p.PauseFrom);
    const until = readInstant(p.PauseUntil);
    return p.CoworkerContractId === row.Id && from && until && from <= now && now < until;
  });
  return {
    IssuedByName: world.find("Business", row.IssuedById)?.Name ?? null,
    CoworkerFullName: coworker?.FullName ?? null,
    CoworkerEmail: coworker?.Email ?? null,
    CoworkerCompanyName: coworker?.CompanyName ?? null,
    CoworkerActive: coworker?.Active ?? null,
    CoworkerCoworkerType: coworkerTypeName(coworker),
    TariffName: world.find("Tariff", row.TariffId)?.Name ?? null,
    NextTariffName: world.find("Tariff", row.NextTariffId)?.Name ?? null,
    Active: contractInEffect(row, now),
    Cancelled: cancelled !== null && cancelled <= now,
    InPausedPeriod: pause !== undefined,
    InPausedPeriodFrom: pause?.PauseFrom ?? null,
    InPausedPeriodUntil: pause?.PauseUntil ?? null,
    FloorPlanDeskIds: joined(desks.flatMap((d) => (d ? [d.Id] : []))),
    FloorPlanDeskNames: joined(desks.flatMap((d) => (d ? [d.Name] : []))),
    FloorPlanDeskVariantIds: joined(variants.flatMap((v) => (v ? [v.Id] : []))),
    FloorPlanDeskVariantNames: joined(variants.flatMap((v) => (v ? [v.Name] : []))),
    ToStringText: world.find("Tariff", row.TariffId)?.Name ?? null,
  };
}

function deskFields(row: Row, world: World): Derived {
  const plan = world.find("FloorPlan", row.FloorPlanId);
  const coworker = world.find("Coworker", row.CoworkerId);
  const contracts = world.rows("CoworkerContract").filter((c) => idsIn(c.Desks).includes(row.Id));
  return {
    FloorPlanName: plan?.Name ?? null,
    FloorPlanBusinessId: plan?.BusinessId ?? null,
    FloorPlanBusinessName: world.find("Business", plan?.BusinessId)?.Name ?? null,
    CoworkerFullName: coworker?.FullName ?? null,
    CoworkerEmail: coworker?.Email ?? null,
    CoworkerTeamNames: coworker ? joined(teamsOf(world, coworker.Id).map((t) => t.Name)) : null,
    CoworkerContractIds: joined(contracts.map((c) => c.Id)),
    CoworkerContractFullNames: joined(contracts.map((c) => world.find("Coworker", c.CoworkerId)?.FullName)),
    CoworkerContractStartDates: joined(contracts.map((c) => c.StartDate)),
    ResourceName: world.find("Resource", row.ResourceId)?.Name ?? null,
  };
}

function teamFields(row: Row, world: World): Derived {
  const members = idsIn(row.TeamMembers).flatMap((id) => world.find("Coworker", id) ?? []);
  const payer = world.find("Coworker", row.PayingMemberId);
  return {
    BusinessName: world.find("Business", row.BusinessId)?.Name ?? null,
    CoworkerIds: joined(members.map((m) => m.Id)),
    CoworkerFullNames: joined(members.map((m) => m.FullName)),
    PayingMemberFullName: payer?.FullName ?? null,
    PayingMemberCoworkerType: coworkerTypeName(payer),
  };
}

const businessName = (row: Row, world: World): Derived => ({
  BusinessName: world.find("Business", row.BusinessId)?.Name ?? null,
});
const coworkerName = (row: Row, world: World): Derived => ({
  CoworkerFullName: world.find("Coworker", row.CoworkerId)?.FullName ?? null,
  CoworkerEmail: world.find("Coworker", row.CoworkerId)?.Email ?? null,
});

function visitorOfBooking(row: Row, world: World): Derived {
  const visitor = world.find("Visitor", row.VisitorId);
  return {
    VisitorFullName: visitor?.FullName ?? null,
    VisitorEmail: visitor?.Email ?? null,
    VisitorPhoneNumber: visitor?.PhoneNumber ?? null,
    VisitorCompanyName: visitor?.CompanyName ?? null,
  };
}

const derivations: Partial<Record<EntityName, (row: Row, world: World) => Derived>> = {
  Booking: bookingFields,
  CancelledBooking: bookingFields,
  Coworker: coworkerFields,
  CoworkerContract: contractFields,
  FloorPlanDesk: deskFields,
  FloorPlanDeskVariant: coworkerName,
  Team: teamFields,
  Resource: (row, world) => ({
    ...businessName(row, world),
    ResourceTypeName: world.find("ResourceType", row.ResourceTypeId)?.Name ?? null,
    LinkedResourceIds: joined(idsIn(row.LinkedResources)),
  }),
  CoworkerTimePass: (row, world) => ({
    ...coworkerName(row, world),
    TimePassName: world.find("TimePass", row.TimePassId)?.Name ?? null,
  }),
  Tariff: businessName,
  TimePass: businessName,
  FloorPlan: businessName,
  Checkin: (row, world) => {
    const from = readInstant(row.FromTime);
    const to = readInstant(row.ToTime);
    const zone = zoneOf(world, row.BusinessId);
    return {
      ...businessName(row, world),
      ...coworkerName(row, world),
      FromTimeLocal: from ? toLocal(from, zone) : null,
      ToTimeLocal: to ? toLocal(to, zone) : null,
    };
  },
  FailedCheckin: coworkerName,
  Visitor: (row, world) => ({ ...businessName(row, world), ...coworkerName(row, world) }),
  BookingVisitor: visitorOfBooking,
  CoworkerAccessControlAudit: coworkerName,
};

/** Names and flags of related records that Nexudus flattens into a row. */
export function derived(entity: EntityName, row: Row, world: World): Derived {
  return {
    IsNew: false,
    ToStringText: typeof row.Name === "string" ? row.Name : null,
    LocalizationDetails: null,
    ...derivations[entity]?.(row, world),
  };
}
