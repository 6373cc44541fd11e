import type { Row } from "./model";
import { plain } from "./stamps";
import type { World } from "./world";
import { fromLocal, toLocal, zones } from "./zones";

export const demoAdmin = { name: "Mara Whitlock", email: "mara@harbourworks.test" };
const by = demoAdmin.email;
const day = 86_400_000;

interface Place {
  readonly business: Row;
  readonly iana: string;
}

/** Fills an empty world: one network, two locations, people, rooms, desks, plans and passes. */
export function seedWorld(world: World): void {
  world.seeding(() => {
    const zoneRows = zones.map((z) =>
      world.insert(
        "SimpleTimeZone",
        { Name: z.windows, Description: z.description, TimeOffset: z.offset, UsesSummerTime: z.summer },
        "[System]",
      ),
    );
    const zoneId = (windows: string) => zoneRows.find((z) => z.Name === windows)?.Id ?? null;
    const business = (
      name: string,
      address: string,
      windows: string,
      root: Row | null,
      more: Record<string, unknown>,
    ) =>
      world.insert(
        "Business",
        {
          Name: name,
          WebAddress: address,
          RootLocationId: root?.Id ?? null,
          SimpleTimeZoneId: zoneId(windows),
          ...more,
        },
        by,
      );
    const uk = { CountryId: 1221, CountryName: "United Kingdom", CurrencyId: 3005, CurrencyCode: "GBP" };
    const us = {
      CountryId: 1222,
      CountryName: "United States",
      CurrencyId: 3006,
      CurrencyCode: "USD",
      DefaultLanguage: 1,
    };
    const root = business("Harbour Works", "harbourworks", "GMT Standard Time", null, uk);
    const london: Place = {
      business: business("Rotherhithe", "harbourworks-rotherhithe", "GMT Standard Time", root, uk),
      iana: "Europe/London",
    };
    const newYork: Place = {
      business: business("Red Hook", "harbourworks-redhook", "Eastern Standard Time", root, us),
      iana: "America/New_York",
    };
    seedPlace(world, london, {
      rooms: ["Lightship", "Ropewalk", "Tide Room"],
      desks: ["Desk 1", "Desk 2", "Desk 3", "Office A"],
    });
    seedPlace(world, newYork, {
      rooms: ["Beacon", "Drydock", "Pilot House"],
      desks: ["Desk 1", "Desk 2", "Office B"],
    });
    seedPeople(world, london, newYork);
  });
}

function seedPlace(world: World, { business }: Place, names: { rooms: string[]; desks: string[] }): void {
  const BusinessId = business.Id;
  const type = world.insert("ResourceType", { BusinessId, Name: "Meeting room" }, by);
  for (const Name of names.rooms) {
    world.insert(
      "Resource",
      { BusinessId, Name, ResourceTypeId: type.Id, Allocation: 6, IntervalLimit: 0 },
      by,
    );
  }
  const plan = world.insert(
    "FloorPlan",
    { BusinessId, Name: "Ground floor", FloorLevel: "0", Capacity: 40 },
    by,
  );
  for (const Name of names.desks) {
    const ItemType = Name.startsWith("Office") ? 1 : 2;
    world.insert(
      "FloorPlanDesk",
      { FloorPlanId: plan.Id, Name, ItemType, Capacity: ItemType === 1 ? 4 : 1, Available: true },
      by,
    );
  }
  const CurrencyCode = business.CurrencyCode;
  for (const [Name, Price] of [
    ["Hot Desk", 180],
    ["Dedicated Desk", 320],
    ["Private Office", 900],
  ] as const) {
    world.insert("Tariff", { BusinessId, Name, Price, CurrencyCode, UseTimePasses: Name === "Hot Desk" }, by);
  }
  world.insert("TimePass", { BusinessId, Name: "Day Pass", Businesses: [BusinessId] }, by);
  world.insert(
    "TimePass",
    { BusinessId, Name: "Ten Hours", MinutesIncluded: 600, Businesses: [BusinessId] },
    by,
  );
}

function seedPeople(world: World, london: Place, newYork: Place): void {
  const person = (FullName: string, Email: string, { business }: Place, more: Record<string, unknown> = {}) =>
    world.insert(
      "Coworker",
      {
        FullName,
        Email,
        InvoicingBusinessId: business.Id,
        Businesses: [business.Id],
        CountryId: business.CountryId,
        SimpleTimeZoneId: business.SimpleTimeZoneId,
        ...more,
      },
      by,
    );
  const ana = person("Ana Pereira", "ana@example.test", london, { AccessPincode: "048215" });
  const ben = person("Ben Okafor", "ben@example.test", london, { AccessCardId: "04a1b2c3d4e5f6" });
  // One e-mail, two profiles: a person and the company behind it.
  const chloe = person("Chloé Martin", "chloe@studio.example.test", london, { AccessPincode: "739104" });
  const studio = person("Studio Martin Ltd", "chloe@studio.example.test", london, { CoworkerType: 2 });
  person("Dmitri Ivanov", "dmitri@example.test", london, { Active: false });
  const elena = person("Elena Rossi", "elena@example.test", newYork, {
    CustomFields: { Data: [{ Name: "77001", Value: "Bike rack" }] },
  });
  const finn = person("Finn O'Hara", "finn@example.test", newYork, { AccessPincode: "550128" });
  const gita = person("Gita Nair", "gita@example.test", newYork);

  const plan = (place: Place, name: string) =>
    world.rows("Tariff").find((t) => t.BusinessId === place.business.Id && t.Name === name)?.Id;
  const desk = (place: Place, name: string) =>
    world
      .rows("FloorPlanDesk")
      .find(
        (d) => d.Name === name && world.find("FloorPlan", d.FloorPlanId)?.BusinessId === place.business.Id,
      );
  const contract = (who: Row, place: Place, tariff: string, desks: (Row | undefined)[] = []) => {
    const Desks = desks.flatMap((d) => (d ? [d.Id] : []));
    for (const id of Desks) world.update("FloorPlanDesk", id, { CoworkerId: who.Id, Available: false }, by);
    return world.insert(
      "CoworkerContract",
      {
        IssuedById: place.business.Id,
        CoworkerId: who.Id,
        TariffId: plan(place, tariff),
        StartDate: monthsAgo(world, place.iana, 3),
        MainContract: true,
        Desks,
      },
      by,
    );
  };
  contract(ana, london, "Hot Desk");
  contract(ben, london, "Dedicated Desk", [desk(london, "Desk 1")]);
  contract(studio, london, "Private Office", [desk(london, "Office A")]);
  contract(elena, newYork, "Hot Desk");
  contract(finn, newYork, "Dedicated Desk", [desk(newYork, "Desk 1")]);

  const team = (place: Place, Name: string, members: Row[], payer: Row | null) =>
    world.insert(
      "Team",
      {
        BusinessId: place.business.Id,
        Name,
        TeamMembers: members.map((m) => m.Id),
        PayingMemberId: payer?.Id ?? null,
      },
      by,
    );
  team(london, "Studio Martin", [studio, chloe], studio);
  team(london, "Book club", [chloe, ana], null);

  seedHours(world, newYork);

  const pass = (who: Row, place: Place, name: string) =>
    world.insert(
      "CoworkerTimePass",
      {
        CoworkerId: who.Id,
        BusinessId: place.business.Id,
        TimePassId: world.rows("TimePass").find((p) => p.BusinessId === place.business.Id && p.Name === name)
          ?.Id,
        CreateMultiple: 1,
        Free: true,
        TotalUses: name === "Ten Hours" ? 600 : null,
        RemainingUses: name === "Ten Hours" ? 600 : null,
        ExpireDate: plain(new Date(world.clock.now().getTime() + 30 * day)),
      },
      by,
    );
  pass(gita, newYork, "Day Pass");
  pass(chloe, london, "Ten Hours");
}

/** Pass hours: clock times on the base day of 1976, shifted to UTC, so late ones fall on the day after. */
function seedHours(world: World, place: Place): void {
  const pass = world
    .rows("TimePass")
    .find((p) => p.BusinessId === place.business.Id && p.Name === "Ten Hours");
  for (const [DayOfWeek, from, to] of [
    [1, "1976-01-01T08:00", "1976-01-01T18:00"],
    [2, "1976-01-01T19:00", "1976-01-01T22:00"],
  ] as const) {
    const FromTime = plain(fromLocal(from, place.iana));
    const ToTime = plain(fromLocal(to, place.iana));
    world.insert("TimePassTimeSlot", { TimePassId: pass?.Id, DayOfWeek, FromTime, ToTime }, by);
  }
}

/** First day of a month, local midnight, as the UTC instant contracts carry. */
function monthsAgo(world: World, iana: string, months: number): string {
  const local = toLocal(world.clock.now(), iana);
  const month = Number(local.slice(0, 4)) * 12 + Number(local.slice(5, 7)) - 1 - months;
  const text = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01T00:00`;
  return plain(fromLocal(text, iana));
}

/** Rows in bulk, for measuring: customers with contracts, and bookings over the next 90 days. */
export function seedBulk(world: World, wanted: { coworkers: number; bookings: number }): void {
  world.seeding(() => {
    const place = world.rows("Business").find((b) => b.RootLocationId !== null) ?? world.rows("Business")[0];
    if (!place) return;
    const tariff = world.rows("Tariff").find((t) => t.BusinessId === place.Id);
    const rooms = world.rows("Resource").filter((r) => r.BusinessId === place.Id);
    const people = Array.from({ length: wanted.coworkers }, (_, i) => {
      const who = world.insert(
        "Coworker",
        {
          FullName: `Member ${i + 1}`,
          Email: `member${i + 1}@example.test`,
          InvoicingBusinessId: place.Id,
          Businesses: [place.Id],
          CountryId: place.CountryId,
          SimpleTimeZoneId: place.SimpleTimeZoneId,
        },
        by,
      );
      world.insert(
        "CoworkerContract",
        { IssuedById: place.Id, CoworkerId: who.Id, TariffId: tariff?.Id, MainContract: true },
        by,
      );
      return who;
    });
    const start = Math.ceil(world.clock.now().getTime() / 3_600_000) * 3_600_000;
    for (let i = 0; i < wanted.bookings; i += 1) {
      const room = rooms[i % rooms.length];
      const who = people[i % Math.max(1, people.length)];
      const from = start + Math.floor(i / Math.max(1, rooms.length)) * 3_600_000;
      world.insert(
        "Booking",
        {
          ResourceId: room?.Id,
          CoworkerId: who?.Id,
          FromTime: plain(new Date(from)),
          ToTime: plain(new Date(from + 3_600_000)),
          BookingNumber: i + 1,
        },
        by,
      );
    }
  });
}
