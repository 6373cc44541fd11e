import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { md5 } from "./credentials";
import { type Rig, rig, secrets } from "./nexudus.testing";

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.sim.close());

const book = (room: string, person: string, from: string, to: string) =>
  r.api.book({
    coworkerId: r.find("Coworker", person).Id,
    resourceId: r.find("Resource", room).Id,
    from,
    to,
  });

describe("credentials (install 2)", () => {
  it("takes the derived password, and nothing else", async () => {
    const basic = (user: string, password: string) =>
      `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const good = basic(secrets.applicationKey, md5(r.install.token + secrets.secretKey));
    expect((await r.call("GET", "/api/sys/businesses", undefined, good)).status).toBe(200);
    for (const bad of [
      basic(secrets.applicationKey, r.install.token),
      basic("someone", md5("x")),
      "",
      "Bearer x",
    ]) {
      const reply = await r.call("GET", "/api/sys/businesses", undefined, bad);
      expect([reply.status, reply.text]).toEqual([401, ""]);
    }
  });

  it("answers 401 when revoked, when approval is needed, and for the one entity whose role is missing", async () => {
    const status = async (path: string) => (await r.call("GET", path)).status;
    r.api.changeInstall(r.install.id, { requiresApproval: true });
    expect(await status("/api/sys/businesses")).toBe(401);
    r.api.changeInstall(r.install.id, { requiresApproval: false, missingRoles: ["Booking-List"] });
    expect([await status("/api/spaces/bookings"), await status("/api/spaces/resources")]).toEqual([401, 200]);
    r.api.changeInstall(r.install.id, { missingRoles: ["Team"] });
    const team = r.find("Team", "Studio Martin").Id;
    expect([await status("/api/spaces/teams"), await status(`/api/spaces/teams/${team}`)]).toEqual([
      401, 401,
    ]);
    r.api.changeInstall(r.install.id, { missingRoles: [], revoked: true });
    expect(await status("/api/sys/businesses")).toBe(401);
  });

  it("refuses what the add-on never asked for", async () => {
    const body = { FullName: "New", Email: "new@example.test", CountryId: 1, SimpleTimeZoneId: 1 };
    expect((await r.call("POST", "/api/spaces/coworkers", body)).status).toBe(401);
  });

  it("shows an install on a location only that location, and one on the root its children by switch", async () => {
    const child = r.api.authorization(r.api.install({ businessId: r.london.Id }).id);
    const names = async (as?: string) =>
      (await r.call("GET", "/api/sys/businesses", undefined, as)).body.Records.map((b) => b.Name);
    expect(await names(child)).toEqual(["Rotherhithe"]);
    expect(await names()).toEqual(["Harbour Works", "Rotherhithe", "Red Hook"]);
    const people = await r.call("GET", "/api/spaces/coworkers?size=100", undefined, child);
    expect(people.body.Records.map((c) => c.FullName)).not.toContain("Gita Nair");
    const gita = r.find("Coworker", "Gita Nair").Id;
    expect((await r.call("GET", `/api/spaces/coworkers/${gita}`, undefined, child)).status).toBe(404);
    r.api.setSwitches({ api: { rootInstallCoversChildren: false } });
    expect(await names()).toEqual(["Harbour Works"]);
  });

  it("auth/me is a service user or 401 by switch (install 3)", async () => {
    expect((await r.call("GET", "/api/auth/me")).body).toMatchObject({
      DefaultBusinessName: "Harbour Works",
      DefaultSimpleTimeZoneName: "GMT Standard Time",
      DefaultSimpleTimeZoneNameIana: "Europe/London",
    });
    r.api.setSwitches({ api: { authMe: "unauthorized" } });
    expect((await r.call("GET", "/api/auth/me")).status).toBe(401);
  });
});

describe("lists (install 4, data 1-3, 14)", () => {
  it("has the envelope, 25 rows by default, 1000 at most, and ignores PageNumber and PageSize", async () => {
    r.api.seedBulk({ coworkers: 1_020, bookings: 0 });
    const list = async (query: string) => (await r.call("GET", `/api/spaces/coworkers${query}`)).body;
    expect(await list("")).toMatchObject({
      CurrentPageSize: 25,
      CurrentPage: 1,
      CurrentOrderField: "Id",
      CurrentSortDirection: 1,
      FirstItem: 1,
      LastItem: 25,
      HasNextPage: true,
      HasPreviousPage: false,
      PageNumber: 1,
      PageSize: 25,
      TotalItems: 1_028,
      TotalPages: 42,
    });
    expect((await list("?size=5000")).Records).toHaveLength(1_000);
    const second = await list("?SIZE=1000&Page=2");
    expect([second.Records.length, second.HasNextPage, second.HasPreviousPage]).toEqual([28, false, true]);
    expect(await list("?PageNumber=2&PageSize=3")).toMatchObject({ CurrentPage: 1, CurrentPageSize: 25 });
    r.api.setSwitches({ api: { pageFields: false } });
    expect(await list("")).not.toHaveProperty("PageSize");
  });

  it("routes in any case, and knows no other entity", async () => {
    expect((await r.call("GET", "/api/SPACES/Coworkers")).status).toBe(200);
    expect((await r.call("GET", "/api/spaces/nothings")).status).toBe(404);
  });

  it("blanks credentials and arrays in lists and batches, and more by switch; get-one has them (data 2)", async () => {
    const ana = r.api.changeCustomer(r.find("Coworker", "Ana Pereira").Id, { cards: "aa11,bb22" });
    const inList = async () =>
      (await r.call("GET", `/api/spaces/coworkers?Coworker_Email=ana@example.test`)).body.Records[0];
    const row = await inList();
    expect(row).toMatchObject({
      AccessPincode: null,
      Businesses: [],
      Teams: [],
      AccessCardId: "aa11,bb22",
      CoworkerType: 1,
    });
    expect(row?.TeamIds).toMatch(/^\d+$/);
    expect((await r.call("GET", `/api/spaces/coworkers/${ana.Id}`)).body).toMatchObject({
      AccessPincode: "048215",
      Businesses: [r.london.Id],
      Teams: [r.find("Team", "Book club").Id],
    });
    r.api.setSwitches({ api: { listHidesCards: true } });
    expect(await inList()).toMatchObject({ AccessCardId: null, TeamIds: null, CoworkerType: null });
  });

  it("answers a batch with a bare array (data 3)", async () => {
    const ids = ["Ana Pereira", "Ben Okafor"].map((name) => r.find("Coworker", name).Id);
    const { text } = await r.call(
      "GET",
      `/api/spaces/coworkers/?id=${encodeURIComponent(JSON.stringify([...ids, 1]))}`,
    );
    const rows = JSON.parse(text) as Record<string, unknown>[];
    expect(rows.map((c) => [c.FullName, c.AccessPincode])).toEqual([
      ["Ana Pereira", null],
      ["Ben Okafor", null],
    ]);
    const older = await r.call("GET", `/api/spaces/coworkers?Coworker_Id=[${ids.join(",")}]`);
    expect(older.body.TotalItems).toBe(2);
  });

  it("filters by field, relation, nested field and range in any case; ignores the rest (data 1)", async () => {
    book("Lightship", "Ana Pereira", "2026-05-12T10:00Z", "2026-05-12T11:00Z");
    book("Lightship", "Ben Okafor", "2026-05-13T10:00Z", "2026-05-13T11:00Z");
    book("Beacon", "Gita Nair", "2026-05-12T15:00Z", "2026-05-12T16:00Z");
    const total = async (query: string) =>
      (await r.call("GET", `/api/spaces/bookings?${query}`)).body.TotalItems;
    const ana = r.find("Coworker", "Ana Pereira").Id;
    expect(await total(`Booking_Coworker=${ana}`)).toBe(1);
    expect(await total(`Booking_CoworkerId=${ana}`)).toBe(3);
    expect(await total(`booking_resource_business=${r.london.Id}`)).toBe(2);
    expect(await total("Booking_Resource_Name=lightship")).toBe(2);
    expect(await total("from_Booking_FromTime=2026-05-12T10:00&to_Booking_ToTime=2026-05-12T11:00:00Z")).toBe(
      1,
    );
    expect(await total("From_booking_fromtime=2026-05-12T10:01")).toBe(2);
    expect(await total("Booking_Tentative=true")).toBe(0);
    expect(
      await total("UpdatedSince=2030-01-01&status=Confirmed&Coworker_Active=false&Booking_Nonsense=4"),
    ).toBe(3);
    const desks = await r.call(
      "GET",
      `/api/sys/floorplandesks?FloorPlanDesk_FloorPlan_Business_Id=${r.london.Id}`,
    );
    expect(desks.body.TotalItems).toBe(4);
    const part = await r.call("GET", "/api/spaces/coworkers?Coworker_Email=example.test");
    expect(part.body.TotalItems).toBe(0);
  });

  it("orders by words and by both number dialects (data 14)", async () => {
    const first = async (dir: string) =>
      (await r.call("GET", `/api/spaces/resources?OrderBy=Name&dir=${dir}&size=1`)).body.Records[0]?.Name;
    expect([await first("Ascending"), await first("Descending")]).toEqual(["Beacon", "Tide Room"]);
    expect([await first("1"), await first("-1"), await first("0")]).toEqual([
      "Beacon",
      "Tide Room",
      "Beacon",
    ]);
    r.api.setSwitches({ api: { dirDialect: "zero_one" } });
    expect([await first("0"), await first("1"), await first("Descending")]).toEqual([
      "Beacon",
      "Tide Room",
      "Tide Room",
    ]);
  });

  it("archived customers leave the list unless asked for", async () => {
    r.api.archive(r.find("Coworker", "Gita Nair").Id);
    const names = async (query: string) =>
      (await r.call("GET", `/api/spaces/coworkers${query}`)).body.Records.map((c) => c.FullName);
    expect(await names("")).not.toContain("Gita Nair");
    expect(await names("?Coworker_Archived=true")).toEqual(["Gita Nair"]);
  });

  it("shows partial pages, a row deleted between pages, and an unreadable row by switch", async () => {
    r.api.setSwitches({ api: { partialPages: { path: "spaces/coworkers", keep: 3 } } });
    const partial = await r.call("GET", "/api/spaces/coworkers");
    expect([partial.body.Records.length, partial.body.TotalItems]).toEqual([3, 8]);
    const people = r.api.rows("Coworker");
    const first = people[0]?.Id ?? 0;
    r.api.setSwitches({ api: { partialPages: null, deleteBetweenPages: { entity: "Coworker", id: first } } });
    const one = await r.call("GET", "/api/spaces/coworkers?size=4&page=1");
    const two = await r.call("GET", "/api/spaces/coworkers?size=4&page=2");
    const seen = [...one.body.Records, ...two.body.Records].map((c) => c.Id);
    // The fifth row slid onto the first page after that was read: alive, and in neither page.
    expect(seen).not.toContain(people[4]?.Id);
    expect((await r.call("GET", `/api/spaces/coworkers/${people[4]?.Id}`)).status).toBe(200);
    const broken = {
      entity: "Coworker" as const,
      id: people[1]?.Id ?? 0,
      field: "UpdatedOn",
      value: "yesterday",
    };
    r.api.setSwitches({ api: { unreadable: [broken] } });
    expect((await r.call("GET", `/api/spaces/coworkers/${broken.id}`)).body.UpdatedOn).toBe("yesterday");
  });
});

describe("writes (install 5, data 4, 5, 8)", () => {
  const pincode = async (id: number) => (await r.call("GET", `/api/spaces/coworkers/${id}`)).body;

  it("PUT empties what it leaves out, and keeps what was sent back", async () => {
    const id = r.find("Coworker", "Ana Pereira").Id;
    const before = await pincode(id);
    const whole = await r.call("PUT", "/api/spaces/coworkers", { ...before, AccessPincode: "111222" });
    expect(whole.body).toMatchObject({ Status: 200, WasSuccessful: true, Value: { Id: id }, Errors: null });
    const after = await pincode(id);
    expect(after).toEqual({
      ...before,
      AccessPincode: "111222",
      UpdatedOn: after.UpdatedOn,
      UpdatedBy: `lintel+${r.install.id}@apps.nexudus.test`,
    });
    const { FullName, Email, CountryId, SimpleTimeZoneId, InvoicingBusinessId } = after;
    await r.call("PUT", "/api/spaces/coworkers", {
      Id: id,
      FullName,
      Email,
      CountryId,
      SimpleTimeZoneId,
      InvoicingBusinessId,
    });
    expect(await pincode(id)).toMatchObject({
      AccessPincode: null,
      Active: false,
      Businesses: [],
      Teams: [],
    });
  });

  it("PUT without a required field is a 400 that names the relation, with 500 inside", async () => {
    const id = r.find("Coworker", "Ana Pereira").Id;
    const { SimpleTimeZoneId: _gone, ...body } = await pincode(id);
    const reply = await r.call("PUT", "/api/spaces/coworkers", body);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      Status: 500,
      Message: "SimpleTimeZone: is a required field",
      Value: null,
      WasSuccessful: false,
      Errors: [{ AttemptedValue: null, Message: "is a required field", PropertyName: "SimpleTimeZone" }],
    });
  });

  it("takes the id in the body only, and tells a dead id by switch", async () => {
    const id = r.find("Coworker", "Ana Pereira").Id;
    expect((await r.call("PUT", `/api/spaces/coworkers/${id}`, await pincode(id))).status).toBe(405);
    const gone = await r.call("GET", "/api/spaces/coworkers/5");
    expect([gone.status, gone.text]).toEqual([404, '"Not found"']);
    r.api.setSwitches({ api: { missingIdStatus: 500 } });
    const dead = await r.call("GET", "/api/spaces/coworkers/5");
    expect([dead.status, dead.body.Message]).toEqual([500, "An error has occurred."]);
  });

  it("DELETE of a customer or contract is 405; a refused delete is a 200 that failed", async () => {
    const contract = r.api.rows("CoworkerContract")[0]?.Id;
    const ana = r.find("Coworker", "Ana Pereira").Id;
    expect((await r.call("DELETE", `/api/spaces/coworkers/${ana}`)).status).toBe(405);
    expect((await r.call("DELETE", `/api/billing/coworkercontracts/${contract}`)).status).toBe(405);
    const refused = await r.call("POST", "/api/spaces/checkins", {
      BusinessId: r.london.Id,
      CoworkerId: ana,
      FromTime: "2026-05-12T08:00:00Z",
      Source: 2,
    });
    expect([refused.status, refused.body.WasSuccessful, refused.body.Status]).toEqual([200, false, 500]);
    expect(r.api.rows("FailedCheckin")).toHaveLength(1);
  });

  it("edits sets by Added and Removed", async () => {
    const id = r.find("Coworker", "Ana Pereira").Id;
    const { Businesses: _set, ...body } = await pincode(id);
    await r.call("PUT", "/api/spaces/coworkers", { ...body, AddedBusinesses: [r.root.Id] });
    expect((await pincode(id)).Businesses).toEqual([r.london.Id, r.root.Id]);
    await r.call("PUT", "/api/spaces/coworkers", { ...body, RemovedBusinesses: [r.london.Id] });
    expect((await pincode(id)).Businesses).toEqual([r.root.Id]);
  });

  it("creates, filters and deletes webhooks", async () => {
    const hook = {
      BusinessId: r.london.Id,
      Name: "[Lintel] x",
      Action: 6,
      URL: "http://127.0.0.1:9/x",
      Active: true,
    };
    const { Id } = (await r.call("POST", "/api/sys/webhooks", hook)).body.Value;
    expect((await r.call("GET", `/api/sys/webhooks/${Id}`)).body).toMatchObject({
      ...hook,
      ErrorCount: 0,
      LastError: null,
    });
    const listed = await r.call("GET", `/api/sys/webhooks?WebHook_Business=${r.london.Id}&WebHook_Action=6`);
    expect(listed.body.Records.map((h) => h.Id)).toEqual([Id]);
    expect((await r.call("DELETE", `/api/sys/webhooks/${Id}`)).body).toMatchObject({
      WasSuccessful: true,
      Value: null,
    });
    expect((await r.call("GET", `/api/sys/webhooks/${Id}`)).status).toBe(404);
  });

  it("writes no webhook outside the install's businesses", async () => {
    const child = r.api.authorization(r.api.install({ businessId: r.london.Id }).id);
    const hook = { BusinessId: r.root.Id, Name: "x", Action: 6, URL: "http://127.0.0.1:9/x", Active: true };
    expect((await r.call("POST", "/api/sys/webhooks", hook, child)).status).toBe(401);
  });
});

describe("bookings that end (data 9)", () => {
  it("a cancelled one moves under a new id with OriginalBookingId; a deleted one leaves only an audit row", async () => {
    const a = book("Lightship", "Ana Pereira", "2026-05-12T10:00Z", "2026-05-12T11:00Z");
    const b = book("Lightship", "Ana Pereira", "2026-05-12T12:00Z", "2026-05-12T13:00Z");
    r.api.cancel(a.Id);
    r.api.delete("Booking", b.Id);
    expect((await r.call("GET", "/api/spaces/bookings")).body.TotalItems).toBe(0);
    const cancelled = (await r.call("GET", "/api/spaces/cancelledbookings")).body.Records;
    expect(cancelled).toHaveLength(1);
    expect(cancelled[0]).toMatchObject({
      OriginalBookingId: String(a.Id),
      CancellationReason: 1,
      ResourceName: "Lightship",
    });
    expect(cancelled[0]?.Id).not.toBe(a.Id);
    const audit = await r.call("GET", "/api/sys/audittrailentries?AuditTrailEntry_AuditType=3");
    expect(audit.body.Records.map((e) => [e.EntityShortName, e.EntityId])).toContainEqual(["Booking", b.Id]);
  });

  it("keeps the history of every booking for the oracle", async () => {
    const a = book("Lightship", "Ana Pereira", "2026-05-12T10:00Z", "2026-05-12T11:00Z");
    r.clock.advance(60_000);
    r.api.extend(a.Id, 30);
    r.clock.advance(60_000);
    r.api.cancel(a.Id);
    expect(r.api.facts("Booking")).toMatchObject([
      {
        id: a.Id,
        versions: [
          {
            from: "2026-05-12T08:00:00.000Z",
            until: "2026-05-12T08:01:00.000Z",
            values: { ToTime: "2026-05-12T11:00:00Z" },
          },
          {
            from: "2026-05-12T08:01:00.000Z",
            until: "2026-05-12T08:02:00.000Z",
            values: { ToTime: "2026-05-12T11:30:00Z" },
          },
        ],
        ended: { at: "2026-05-12T08:02:00.000Z", how: "cancelled" },
      },
    ]);
  });

  it("a room is booked once at a time, back to back is fine", () => {
    book("Lightship", "Ana Pereira", "2026-05-12T10:00Z", "2026-05-12T11:00Z");
    expect(() => book("Lightship", "Ben Okafor", "2026-05-12T10:59Z", "2026-05-12T12:00Z")).toThrow(
      "already booked",
    );
    expect(book("Lightship", "Ben Okafor", "2026-05-12T11:00Z", "2026-05-12T12:00Z").Id).toBeGreaterThan(0);
  });
});

describe("times and odd records (install 8, data 10-13)", () => {
  it("writes UTC with up to seven fractional digits, and Windows zone names", async () => {
    const rows = (await r.call("GET", "/api/spaces/coworkers?size=100")).body.Records;
    const digits = rows.map((c) => /\.(\d+)Z$/.exec(c.UpdatedOn)?.[1]?.length ?? 0);
    expect(Math.max(...digits)).toBe(7);
    expect(rows.every((c) => c.UpdatedOn.endsWith("Z"))).toBe(true);
    const names = (await r.call("GET", "/api/sys/simpletimezones")).body.Records.map((z) => z.Name);
    expect(names).toEqual(expect.arrayContaining(["GMT Standard Time", "Eastern Standard Time"]));
  });

  it("dates contracts at local midnight in UTC, also across a change of clocks", () => {
    const starts = r.api.rows("CoworkerContract").map((c) => c.StartDate);
    expect(starts).toContain("2026-02-01T00:00:00Z");
    expect(starts).toContain("2026-02-01T05:00:00Z");
  });

  it("contract flags move with the clock, not with UpdatedOn", async () => {
    const contract = r.api.rows("CoworkerContract")[0];
    const changed = r.api.change("CoworkerContract", contract?.Id ?? 0, {
      CancellationDate: "2026-05-12T23:00:00Z",
    });
    const flags = async () => (await r.call("GET", `/api/billing/coworkercontracts/${changed.Id}`)).body;
    expect(await flags()).toMatchObject({ Active: true, Cancelled: false });
    r.clock.advance(15 * 3_600_000);
    expect(await flags()).toMatchObject({ Active: false, Cancelled: true, UpdatedOn: changed.UpdatedOn });
  });

  it("has two profiles on one e-mail, a company, a root, a customer in two teams, null and filled CustomFields", async () => {
    const rows = (await r.call("GET", "/api/spaces/coworkers?size=100")).body.Records;
    expect(rows.filter((c) => c.Email === "chloe@studio.example.test").map((c) => c.CoworkerType)).toEqual([
      1, 2,
    ]);
    expect(rows.find((c) => c.FullName === "Chloé Martin")?.TeamNames).toBe("Studio Martin,Book club");
    expect(rows.find((c) => c.FullName === "Gita Nair")).toMatchObject({ TeamIds: null, CustomFields: null });
    expect(rows.find((c) => c.FullName === "Elena Rossi")?.CustomFields?.Data[0]).toEqual({
      Name: "77001",
      Value: "Bike rack",
    });
    expect(rows.filter((c) => !c.Active).map((c) => c.FullName)).toEqual(["Dmitri Ivanov"]);
    expect(r.root.RootLocationId).toBeNull();
  });

  it("keeps pass hours on the days around 1976-01-01 (data 13)", async () => {
    const TimePassId = r.find("TimePass", "Ten Hours").Id;
    const shifted = {
      TimePassId,
      DayOfWeek: 3,
      FromTime: "1975-12-31T22:00:00Z",
      ToTime: "1976-01-01T06:00:00Z",
    };
    r.api.create("TimePassTimeSlot", shifted);
    const rows = (await r.call("GET", "/api/billing/timepasstimeslots")).body.Records;
    expect(rows.map((s) => [s.FromTime, s.ToTime])).toEqual([
      ["1976-01-01T13:00:00Z", "1976-01-01T23:00:00Z"],
      ["1976-01-02T00:00:00Z", "1976-01-02T03:00:00Z"],
      ["1975-12-31T22:00:00Z", "1976-01-01T06:00:00Z"],
    ]);
  });

  it("a check-in spends a day pass once, and the spent pass admits for the rest of the day", async () => {
    const gita = r.find("Coworker", "Gita Nair").Id;
    const body = {
      BusinessId: r.find("Business", "Red Hook").Id,
      CoworkerId: gita,
      FromTime: "2026-05-12T08:00:00Z",
      Source: 2,
    };
    const post = async () => (await r.call("POST", "/api/spaces/checkins", body)).body.WasSuccessful;
    expect(await post()).toBe(true);
    const passes = () => r.api.rows("CoworkerTimePass").filter((p) => p.CoworkerId === gita);
    expect(passes()).toMatchObject([{ Used: true, UsedDate: "2026-05-12T08:00:00Z" }]);
    expect(await post()).toBe(true);
    r.clock.advance(25 * 3_600_000);
    expect(await post()).toBe(false);
  });

  it("an open check-in must be dated today in the location's zone; a finished one need not", async () => {
    const body = {
      BusinessId: r.london.Id,
      CoworkerId: r.find("Coworker", "Chloé Martin").Id,
      Source: 2,
      // Half past eleven in the evening of the day before, in London.
      FromTime: "2026-05-11T22:30:00Z",
    };
    const misdated = await r.call("POST", "/api/spaces/checkins", body);
    expect([misdated.status, String(misdated.body.Message).startsWith("Ooops!")]).toEqual([400, true]);
    expect([r.api.rows("Checkin"), r.api.rows("FailedCheckin")]).toEqual([[], []]);
    const ended = await r.call("POST", "/api/spaces/checkins", { ...body, ToTime: "2026-05-11T22:45:00Z" });
    expect(ended.body.WasSuccessful).toBe(true);
  });

  it("everybody is checked out at the cut-off hour of their location", async () => {
    const who = r.find("Coworker", "Chloé Martin").Id;
    const body = { BusinessId: r.london.Id, CoworkerId: who, FromTime: "2026-05-12T08:00:00Z", Source: 2 };
    await r.call("POST", "/api/spaces/checkins", body);
    const stay = async () => (await r.call("GET", "/api/spaces/checkins")).body.Records[0];
    r.clock.set(new Date("2026-05-13T01:59:59Z"));
    expect(await stay()).toMatchObject({ ToTime: null, AutoCheckout: false });
    r.clock.set(new Date("2026-05-13T02:00:00Z"));
    expect(await stay()).toMatchObject({ ToTime: "2026-05-13T02:00:00Z", AutoCheckout: true });
  });

  it("without a pass one is sold where that is set up for the likes of them, and only then", async () => {
    const ana = r.find("Coworker", "Ana Pereira").Id;
    const body = { BusinessId: r.london.Id, CoworkerId: ana, FromTime: "2026-05-12T08:00:00Z", Source: 2 };
    const kind = r.api.rows("TimePass").find((p) => p.BusinessId === r.london.Id && p.Name === "Day Pass");
    r.api.change("TimePass", kind?.Id ?? 0, { UseAsPayAsYouGoForContacts: true });
    expect((await r.call("POST", "/api/spaces/checkins", body)).body.WasSuccessful).toBe(false);
    r.api.change("TimePass", kind?.Id ?? 0, { UseAsPayAsYouGoForMembers: true });
    expect((await r.call("POST", "/api/spaces/checkins", body)).body.WasSuccessful).toBe(true);
    const sold = r.api.rows("CoworkerTimePass").filter((p) => p.CoworkerId === ana);
    expect(sold).toMatchObject([{ IsPayAsYouGo: true, Used: true }]);
  });

  it("lists all 90 webhook actions", async () => {
    const { text } = await r.call("GET", "/api/utils/enums?name=eWebhookAction");
    const actions = JSON.parse(text) as { Id: number; Name: string }[];
    expect(actions).toHaveLength(90);
    expect(actions.find((a) => a.Id === 61)?.Name).toBe("AccessControlUpdate");
    expect(actions.find((a) => a.Id === 73)?.Name).toBe("FloorPlanDeskUpdate");
    expect(actions.find((a) => a.Id === 90)?.Name).toBe("CoworkerPaymentMethodUpdate");
  });
});
