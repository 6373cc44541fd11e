import type { EntityName, Row } from "./model";

/** What a field holds, and what an update that leaves it out turns it into. */
export type Kind = "text" | "int" | "number" | "bool" | "date" | "ids" | "any";

export interface Field {
  readonly kind: Kind;
  /** Value on create when none is given. */
  readonly initial?: unknown;
  readonly required?: boolean;
  /** The entity this id points to; the filter name is then the field name without `Id`. */
  readonly relation?: EntityName | "Country" | "Currency";
  /** Ignored in POST and PUT bodies. */
  readonly readOnly?: boolean;
  /** Present but blank in lists and batches: always, or only while the switch says so. */
  readonly list?: "blank" | "switch";
}

export interface EntityDefinition {
  readonly name: EntityName;
  /** Route below /api, lower case. */
  readonly path: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly verbs: readonly ("create" | "update" | "delete")[];
  /** Ids of the businesses a row belongs to; null = visible to everybody. */
  readonly businesses: (row: Row, find: Find) => readonly unknown[] | null;
  /** Derived fields that lists leave blank. */
  readonly blankDerived?: readonly string[];
  /** Derived fields that lists leave blank while the switch says so. */
  readonly switchedDerived?: readonly string[];
  /** Whether the audit trail covers it (passes are not covered). */
  readonly audited?: boolean;
  /** Fields kept with their history for an oracle. */
  readonly factFields?: readonly string[];
}
export type Find = (entity: EntityName, id: unknown) => Row | undefined;

const text: Field = { kind: "text" };
const int: Field = { kind: "int" };
const number: Field = { kind: "number" };
const bool: Field = { kind: "bool" };
const date: Field = { kind: "date" };
const ids: Field = { kind: "ids", list: "blank" };
const id = (relation: NonNullable<Field["relation"]>): Field => ({ kind: "int", relation });
const required = (field: Field): Field => ({ ...field, required: true });
const blank = (field: Field): Field => ({ ...field, list: "blank" });
const initially = (field: Field, initial: unknown): Field => ({ ...field, initial });
const readOnly = (field: Field): Field => ({ ...field, readOnly: true });
const all = ["create", "update", "delete"] as const;

const byBusiness = (row: Row) => [row.BusinessId];
const via =
  (entity: EntityName, field: string, inner: (row: Row, find: Find) => readonly unknown[] | null) =>
  (row: Row, find: Find) => {
    const other = find(entity, row[field]);
    return other ? inner(other, find) : [];
  };
const ofCoworker = (row: Row) => {
  const list = Array.isArray(row.Businesses) ? (row.Businesses as unknown[]) : [];
  return [...list, row.InvoicingBusinessId];
};
const ofBooking = (row: Row, find: Find) =>
  row.ResourceId
    ? via("Resource", "ResourceId", byBusiness)(row, find)
    : via("FloorPlanDesk", "FloorPlanDeskId", via("FloorPlan", "FloorPlanId", byBusiness))(row, find);
const ofContract = (row: Row) => [row.IssuedById];

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const openingHours = Object.fromEntries(
  days.flatMap((day): [string, Field][] => [
    [`${day}OpenTime`, int],
    [`${day}CloseTime`, int],
    [`${day}Closed`, bool],
  ]),
);
const customTexts = Object.fromEntries(
  Array.from({ length: 30 }, (_, i): [string, Field] => [`Custom${i + 1}`, blank(text)]),
);

const bookingFields: Record<string, Field> = {
  ResourceId: id("Resource"),
  FloorPlanDeskId: id("FloorPlanDesk"),
  CoworkerId: id("Coworker"),
  FromTime: required(date),
  ToTime: required(date),
  Notes: blank(text),
  InternalNotes: blank(text),
  Tentative: bool,
  Online: bool,
  BookingNumber: readOnly(int),
  RepeatSeriesUniqueId: readOnly(text),
  RepeatBooking: bool,
  Repeats: initially(int, 2),
  WhichBookingsToUpdate: initially(int, 1),
  Invoiced: bool,
  CheckedInAt: readOnly(date),
  CancelIfNotPaid: bool,
  CancelIfNotCheckedIn: bool,
  IsEvent: bool,
  IsTour: bool,
};

/** Every entity the simulator serves. A new one is a new row here (and a line in `webhook-actions.ts`). */
export const definitions: readonly EntityDefinition[] = [
  {
    name: "Business",
    path: "sys/businesses",
    verbs: ["update"],
    audited: true,
    businesses: (row) => [row.Id],
    fields: {
      Name: required(text),
      WebAddress: required(text),
      RootLocationId: readOnly(id("Business")),
      CurrencyId: required(id("Currency")),
      CurrencyCode: readOnly(text),
      CountryId: required(id("Country")),
      CountryName: readOnly(text),
      SimpleTimeZoneId: required(id("SimpleTimeZone")),
      DefaultLanguage: initially(int, 3),
      Suspended: bool,
      EmailContact: text,
      Phone: text,
      Address: text,
      TownCity: text,
      PostalCode: text,
      Latitude: number,
      Longitude: number,
      ...openingHours,
    },
  },
  {
    name: "SimpleTimeZone",
    path: "sys/simpletimezones",
    verbs: [],
    businesses: () => null,
    fields: { Name: text, Description: text, TimeOffset: text, UsesSummerTime: bool },
  },
  {
    name: "BusinessSetting",
    path: "sys/businesssettings",
    verbs: all,
    businesses: byBusiness,
    fields: { BusinessId: required(id("Business")), Name: required(text), Value: text },
  },
  {
    name: "WebHook",
    path: "sys/webhooks",
    verbs: all,
    businesses: byBusiness,
    fields: {
      BusinessId: required(id("Business")),
      Name: required(text),
      Action: required(int),
      URL: required(text),
      Description: blank(text),
      Active: bool,
      LastError: readOnly(text),
      ErrorCount: readOnly(initially(int, 0)),
      LastTrigger: readOnly(date),
    },
  },
  {
    name: "AuditTrailEntry",
    path: "sys/audittrailentries",
    verbs: [],
    businesses: byBusiness,
    fields: {
      BusinessId: id("Business"),
      AuditType: int,
      EntityShortName: text,
      EntityId: int,
      PropertyName: text,
      OldValue: text,
      NewValue: text,
      ActionBy: text,
    },
  },
  {
    name: "CoworkerAccessControlAudit",
    path: "sys/coworkeraccesscontrolaudits",
    verbs: all,
    businesses: via("Coworker", "CoworkerId", ofCoworker),
    fields: { CoworkerId: required(id("Coworker")), Description: required(text), IsProblem: bool },
  },
  {
    name: "FloorPlan",
    path: "sys/floorplans",
    verbs: all,
    businesses: byBusiness,
    fields: { BusinessId: required(id("Business")), Name: required(text), FloorLevel: text, Capacity: int },
  },
  {
    name: "FloorPlanDesk",
    path: "sys/floorplandesks",
    verbs: all,
    audited: true,
    businesses: via("FloorPlan", "FloorPlanId", byBusiness),
    fields: {
      FloorPlanId: required(id("FloorPlan")),
      Name: required(text),
      ItemType: required(int),
      CoworkerId: id("Coworker"),
      ResourceId: id("Resource"),
      Capacity: number,
      Size: number,
      Price: number,
      Available: bool,
      AvailableFromTime: date,
      AvailableToTime: date,
      AccessControlGroupId: text,
      TunnelPrivateGroupId: text,
    },
  },
  {
    name: "FloorPlanDeskVariant",
    path: "sys/floorplandeskvariants",
    verbs: all,
    businesses: via("FloorPlanDesk", "FloorPlanDeskId", via("FloorPlan", "FloorPlanId", byBusiness)),
    fields: {
      FloorPlanDeskId: required(id("FloorPlanDesk")),
      Name: required(text),
      CoworkerId: id("Coworker"),
      OccupancyPercentage: number,
      ...Object.fromEntries(days.map((day) => [`Available${day}`, bool])),
      AccessControlGroupId: text,
    },
  },
  {
    name: "Coworker",
    path: "spaces/coworkers",
    verbs: ["create", "update"],
    audited: true,
    businesses: ofCoworker,
    factFields: ["Active", "Archived", "Email", "InvoicingBusinessId"],
    blankDerived: ["Teams"],
    switchedDerived: ["TeamIds"],
    fields: {
      CoworkerType: { kind: "int", initial: 1, list: "switch" },
      FullName: required(text),
      Email: required(text),
      Active: initially(bool, true),
      Archived: bool,
      InvoicingBusinessId: id("Business"),
      Businesses: ids,
      UserId: readOnly(int),
      AccessCardId: { kind: "text", list: "switch" },
      AccessPincode: blank(text),
      KeyFobNumber: blank(text),
      AllowNetworkCheckin: blank(initially(bool, true)),
      MobilePhone: blank(text),
      CompanyName: blank(text),
      Notes: blank(text),
      ...customTexts,
      CountryId: required(id("Country")),
      SimpleTimeZoneId: required(id("SimpleTimeZone")),
      RegistrationDate: date,
      CanMakeBookings: initially(bool, true),
      CanBookForTeam: bool,
      ReferenceNumber: text,
      Tag: text,
      AccessControlErrorNotificationSent: readOnly(blank(bool)),
    },
  },
  {
    name: "Resource",
    path: "spaces/resources",
    verbs: all,
    audited: true,
    businesses: byBusiness,
    fields: {
      BusinessId: required(id("Business")),
      Name: required(text),
      ResourceTypeId: required(id("ResourceType")),
      GroupName: text,
      Visible: initially(bool, true),
      Archived: bool,
      Allocation: blank(int),
      AllowMultipleBookings: blank(bool),
      RequiresConfirmation: blank(bool),
      IntervalLimit: blank(int),
      OnlyForMembers: blank(bool),
      Shifts: blank(text),
      LinkedResources: ids,
      AccessControlGroupId: text,
      AccessControlGroupIds: text,
      KisiGroupId: text,
    },
  },
  {
    name: "ResourceType",
    path: "spaces/resourcetypes",
    verbs: all,
    businesses: byBusiness,
    fields: { BusinessId: required(id("Business")), Name: required(text) },
  },
  {
    name: "Booking",
    path: "spaces/bookings",
    verbs: all,
    audited: true,
    businesses: ofBooking,
    factFields: ["CoworkerId", "ResourceId", "FloorPlanDeskId", "FromTime", "ToTime", "Tentative"],
    fields: bookingFields,
  },
  {
    name: "CancelledBooking",
    path: "spaces/cancelledbookings",
    verbs: [],
    businesses: ofBooking,
    fields: {
      ...bookingFields,
      CancellationReason: int,
      CancelledOn: date,
      CancelledBy: text,
      CancellationReasonDetails: text,
      OriginalBookingId: text,
      Price: number,
    },
  },
  {
    name: "BookingVisitor",
    path: "spaces/bookingvisitors",
    verbs: all,
    businesses: via("Booking", "BookingId", ofBooking),
    factFields: ["BookingId", "VisitorId"],
    fields: { BookingId: required(id("Booking")), VisitorId: required(id("Visitor")) },
  },
  {
    name: "Visitor",
    path: "spaces/visitors",
    verbs: all,
    audited: true,
    businesses: byBusiness,
    factFields: [
      "BusinessId",
      "CoworkerId",
      "ExpectedArrival",
      "DepartureDate",
      "HostApprovalStatus",
      "Email",
    ],
    fields: {
      BusinessId: required(id("Business")),
      FullName: required(text),
      Email: required(text),
      ExpectedArrival: required(date),
      CoworkerId: id("Coworker"),
      VisitorSource: initially(int, 1),
      HostApprovalStatus: initially(int, 1),
      VisitorCode: readOnly(text),
      Arrived: bool,
      ArrivalDate: date,
      DepartureDate: date,
      IsTour: bool,
      PhoneNumber: text,
      CompanyName: text,
      VisitReason: text,
      Notes: text,
    },
  },
  {
    name: "Team",
    path: "spaces/teams",
    verbs: all,
    audited: true,
    businesses: byBusiness,
    factFields: ["TeamMembers", "PayingMemberId", "ShareTimePasses"],
    fields: {
      BusinessId: required(id("Business")),
      Name: required(text),
      Description: text,
      TeamMembers: ids,
      TeamAdministrators: ids,
      PayingMemberId: id("Coworker"),
      CreateSingleInvoiceForTeam: bool,
      ShareTimePasses: bool,
      ShareExtraServices: bool,
      ShareBookingCredit: bool,
      MaxTeamMemberCount: int,
      TunnelPrivateGroupId: text,
    },
  },
  {
    name: "Checkin",
    path: "spaces/checkins",
    verbs: all,
    audited: true,
    businesses: byBusiness,
    factFields: ["CoworkerId", "BusinessId", "FromTime", "ToTime", "Source"],
    fields: {
      BusinessId: required(id("Business")),
      CoworkerId: id("Coworker"),
      FromTime: required(date),
      ToTime: date,
      Source: int,
      CountsTowardsPlanLimits: bool,
      CoworkerTimePassGuid: readOnly(text),
      AutoCheckout: bool,
    },
  },
  {
    name: "FailedCheckin",
    path: "spaces/failedcheckins",
    verbs: all,
    businesses: byBusiness,
    fields: {
      BusinessId: required(id("Business")),
      CoworkerId: id("Coworker"),
      CheckinAttemptTime: required(date),
      Source: int,
      Description: text,
    },
  },
  {
    name: "Tariff",
    path: "billing/tariffs",
    verbs: all,
    businesses: byBusiness,
    fields: {
      BusinessId: required(id("Business")),
      Name: required(text),
      Price: number,
      CurrencyCode: readOnly(text),
      Visible: initially(bool, true),
      Archived: bool,
      SystemTariffType: int,
      UseTimePasses: bool,
      CanBePaused: bool,
      IsVirtualOffice: bool,
    },
  },
  {
    name: "TariffTimePass",
    path: "billing/tarifftimepasses",
    verbs: all,
    businesses: via("Tariff", "TariffId", byBusiness),
    fields: {
      TariffId: required(id("Tariff")),
      TimePassId: required(id("TimePass")),
      PassesIncluded: int,
      PassRenewalTime: int,
    },
  },
  {
    name: "TimePass",
    path: "billing/timepasses",
    verbs: all,
    businesses: byBusiness,
    fields: {
      BusinessId: required(id("Business")),
      Name: required(text),
      MinutesIncluded: int,
      Businesses: ids,
      Tariffs: ids,
      CountsTowardsPlanLimits: bool,
      UsePriority: int,
      UseAsPayAsYouGoForMembers: bool,
      UseAsPayAsYouGoForContacts: bool,
      KisiGroupId: text,
      DoorGuardGroupId: text,
      AccessControlGroupId: text,
      AccessControlGroupIds: text,
      AllowNetworkCheckIn: bool,
      OnlyForContacts: bool,
      OnlyForMembers: bool,
      Archived: bool,
    },
  },
  {
    name: "TimePassTimeSlot",
    path: "billing/timepasstimeslots",
    verbs: all,
    businesses: via("TimePass", "TimePassId", byBusiness),
    fields: {
      TimePassId: required(id("TimePass")),
      FromTime: required(date),
      ToTime: required(date),
      DayOfWeek: required(int),
    },
  },
  {
    name: "CoworkerContract",
    path: "billing/coworkercontracts",
    verbs: ["create", "update"],
    audited: true,
    businesses: ofContract,
    factFields: [
      "CoworkerId",
      "TariffId",
      "IssuedById",
      "StartDate",
      "CancellationDate",
      "Desks",
      "Variants",
      "UniqueId",
    ],
    fields: {
      IssuedById: required(id("Business")),
      CoworkerId: required(id("Coworker")),
      TariffId: required(id("Tariff")),
      NextTariffId: id("Tariff"),
      StartDate: date,
      CancellationDate: date,
      ContractTerm: date,
      RenewalDate: date,
      InvoicedPeriod: date,
      MainContract: bool,
      Quantity: initially(int, 1),
      Desks: ids,
      Variants: ids,
      CancellationReason: int,
      Notes: blank(text),
    },
  },
  {
    name: "ContractPausedPeriod",
    path: "billing/contractpausedperiods",
    verbs: all,
    businesses: via("CoworkerContract", "CoworkerContractId", ofContract),
    factFields: ["CoworkerContractId", "PauseFrom", "PauseUntil"],
    fields: {
      CoworkerContractId: required(id("CoworkerContract")),
      PauseFrom: required(date),
      PauseUntil: required(date),
      Notes: text,
    },
  },
  {
    name: "CoworkerTimePass",
    path: "billing/coworkertimepasses",
    verbs: all,
    businesses: byBusiness,
    factFields: [
      "CoworkerId",
      "BusinessId",
      "TimePassId",
      "Used",
      "UsedDate",
      "ExpireDate",
      "RemainingUses",
      "CoworkerContractUniqueId",
    ],
    fields: {
      CoworkerId: required(id("Coworker")),
      BusinessId: required(id("Business")),
      TimePassId: required(id("TimePass")),
      Used: bool,
      UsedDate: date,
      CheckedIn: bool,
      RemainingUses: int,
      TotalUses: int,
      ExpireDate: date,
      Free: bool,
      Price: number,
      CreateMultiple: required(int),
      Invoiced: bool,
      IsFromTariff: bool,
      IsPayAsYouGo: bool,
      TariffTimePassUniqueId: text,
      CoworkerProductUniqueId: text,
      CoworkerContractUniqueId: text,
    },
  },
  {
    name: "InstalledApplication",
    path: "apps/installedapplications",
    verbs: all,
    businesses: byBusiness,
    fields: {
      ApplicationId: required(int),
      BusinessId: required(id("Business")),
      RequiresApproval: bool,
    },
  },
];

const byName = new Map(definitions.map((d) => [d.name, d]));
const byPath = new Map(definitions.map((d) => [d.path, d]));

export function definitionOf(name: EntityName): EntityDefinition {
  const found = byName.get(name);
  if (!found) throw new Error(`No definition of ${name}`);
  return found;
}

/** The entity behind a route below /api, in any case, or null. */
export const definitionAt = (path: string): EntityDefinition | null => byPath.get(path.toLowerCase()) ?? null;
