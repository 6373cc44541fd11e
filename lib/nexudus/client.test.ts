import { describe, expect, it } from "vitest";
import { bookingBody, pageOf, type StubAnswer, type StubRequest, stubbedClient } from "./client.testing";

const dead: StubAnswer = { status: 500, body: { Message: "An error has occurred." } };
const isOne = (request: StubRequest) => /\/\d+$/.test(request.path);
/** Answers get-one calls from a list of answers, in turn, and lists from `rows`. */
const inTurn = (answers: readonly StubAnswer[], rows: readonly unknown[] = [bookingBody(99)]) => {
  const left = [...answers];
  return stubbedClient((request) =>
    isOne(request) ? (left.shift() ?? "drop") : { body: pageOf(rows, request.query) },
  );
};

describe("get one", () => {
  it("finds a record", async () => {
    const { client } = inTurn([{ body: bookingBody(5) }]);
    expect(await client.getBooking("5")).toEqual({
      state: "found",
      value: {
        id: "5",
        resourceId: "10",
        deskId: null,
        coworkerId: "7",
        from: new Date("2026-03-02T09:00:00Z"),
        until: new Date("2026-03-02T10:00:00.123Z"),
        tentative: false,
        updatedOn: new Date("2026-03-01T10:15:44.551Z"),
        updatedBy: "someone@example.test",
      },
    });
  });

  it.each([
    ["404", [{ status: 404, body: '"Not found"' }]],
    ["500 twice while the list answers", [dead, dead]],
    ["500, then 404", [dead, { status: 404 }]],
  ])("proves a record gone by %s", async (_name, answers) => {
    expect(await inTurn(answers).client.getBooking("5")).toEqual({ state: "gone" });
  });

  it("finds the record after one stray 500", async () => {
    expect(await inTurn([dead, { body: bookingBody(5) }]).client.getBooking("5")).toMatchObject({
      state: "found",
    });
  });

  it("waits out a throttle and asks again", async () => {
    const answers = [{ status: 409 }, { status: 409 }, { status: 404, body: '"Not found"' }];
    expect(await inTurn(answers).client.getBooking("5")).toEqual({ state: "gone" });
  });

  it.each<[string, readonly StubAnswer[], string]>([
    ["one 500, then a lost connection", [dead, "drop"], "unavailable"],
    ["one 500, then 401", [dead, { status: 401 }], "unauthorized"],
    ["a lost connection", ["drop"], "unavailable"],
    ["503 for ever", [{ status: 503 }, { status: 503 }], "server"],
    ["401", [{ status: 401 }], "unauthorized"],
    ["a throttle that lasts", [{ status: 409 }, { status: 409 }, { status: 409 }], "throttled"],
    ["404 of the route", [{ status: 404, body: { Message: "No HTTP resource was found" } }], "missing"],
    ["404 with a page", [{ status: 404, body: "<html/>" }], "bad_response"],
    ["nothing", [{ body: null }], "bad_response"],
    ["another record", [{ body: bookingBody(6) }], "bad_response"],
    ["a record without times", [{ body: bookingBody(5, { FromTime: null }) }], "bad_response"],
  ])("proves nothing by %s", async (_name, answers, kind) => {
    await expect(inTurn(answers).client.getBooking("5")).rejects.toMatchObject({ kind });
  });

  it("proves nothing by 500 twice while the list fails too, or still shows the record", async () => {
    const ill = stubbedClient(() => dead);
    await expect(ill.client.getBooking("5")).rejects.toMatchObject({ kind: "server" });
    const shown = inTurn([dead, dead], [bookingBody(5)]);
    await expect(shown.client.getBooking("5")).rejects.toMatchObject({ kind: "server" });
    expect(shown.requests[1]?.query.get("Booking_Id")).toBe("[5]");
  });
});

const coworker = {
  Id: 7,
  FullName: "Ana",
  Email: "ana@example.test",
  Active: true,
  Archived: false,
  CoworkerType: "Company",
  InvoicingBusinessId: 1,
  TeamIds: "3,4",
  AccessPincode: null,
  UpdatedOn: "2026-03-01T00:00:00Z",
};

describe("coworkers", () => {
  it("lists carry no credentials and no arrays; a blank team list is not told, not empty", async () => {
    const { client } = stubbedClient(({ query }) => ({
      body: pageOf([coworker, { ...coworker, Id: 8, TeamIds: null }], query),
    }));
    const { items } = await client.listCoworkers();
    expect(items[0]).toEqual({
      id: "7",
      fullName: "Ana",
      email: "ana@example.test",
      active: true,
      archived: false,
      type: "company",
      invoicingBusinessId: "1",
      userId: null,
      updatedOn: new Date("2026-03-01T00:00:00Z"),
      updatedBy: null,
      teamIds: ["3", "4"],
    });
    expect(items[1]?.teamIds).toBeNull();
  });

  it("are skipped for themselves alone when their suspension cannot be read", async () => {
    const { client } = stubbedClient(({ query }) => ({
      body: pageOf([{ ...coworker, Active: null }], query),
    }));
    expect(await client.listCoworkers()).toMatchObject({
      complete: true,
      items: [],
      skipped: [{ id: "7", memberId: "7" }],
    });
  });

  it("give cards, PIN with its zeros, teams and locations by id", async () => {
    const whole = {
      ...coworker,
      Businesses: [1, 2],
      Teams: [3],
      AccessCardId: "0012345678, AB12",
      AccessPincode: "04821",
    };
    const { client } = stubbedClient(() => ({ body: whole }));
    expect(await client.getCoworker("7")).toMatchObject({
      value: {
        businessIds: ["1", "2"],
        teamIds: ["3"],
        cards: ["0012345678", "AB12"],
        pincode: "04821",
        keyFob: null,
      },
    });
  });
});

describe("reads of other entities", () => {
  it.each([
    [
      "listBusinesses",
      { Id: 1, Name: "House" },
      { id: "1", name: "House", webAddress: null, suspended: false },
    ],
    [
      "listTimeZones",
      { Id: 1, Name: "GMT Standard Time" },
      { name: "GMT Standard Time", usesSummerTime: false },
    ],
    [
      "listResources",
      { Id: 1, BusinessId: 2, Name: "Room", AccessControlGroupId: "g1" },
      { businessId: "2", nativeGroupIds: ["g1"] },
    ],
    ["listTariffs", { Id: 1, BusinessId: 2, Name: "Hot Desk", Archived: true }, { archived: true }],
    [
      "listTimePasses",
      { Id: 1, BusinessId: 2, Name: "Day", AccessControlGroupIds: "a,b" },
      { minutesIncluded: null, nativeGroupIds: ["a", "b"] },
    ],
    [
      "listDesks",
      { Id: 1, FloorPlanBusinessId: 2, Name: "Desk", ItemType: 1, CoworkerContractIds: "5,6" },
      { itemType: "office", contractIds: ["5", "6"] },
    ],
    [
      "listContracts",
      {
        Id: 1,
        IssuedById: 2,
        CoworkerId: 7,
        Active: true,
        Cancelled: false,
        StartDate: "2025-09-30T23:00:00Z",
        FloorPlanDeskIds: "9",
      },
      { from: new Date("2025-09-30T23:00:00Z"), until: null, deskIds: ["9"] },
    ],
    [
      "listPausedPeriods",
      { Id: 1, CoworkerContractId: 2, PauseFrom: "2026-01-01T00:00:00Z" },
      { contractId: "2", until: null },
    ],
    [
      "listOwnedPasses",
      { Id: 1, CoworkerId: 7, TimePassId: 3, Used: false },
      { used: false, expiresOn: null },
    ],
    [
      "listTeams",
      { Id: 1, CoworkerIds: "7,8", PayingMemberId: 7 },
      { memberIds: ["7", "8"], payingMemberId: "7" },
    ],
  ] as const)("%s", async (method, row, expected) => {
    const { client } = stubbedClient(({ query }) => ({ body: pageOf([row], query) }));
    expect(await client[method]()).toMatchObject({ complete: true, items: [expected] });
  });

  it("listCancelledBookingsSince names the booking by its original id, given as text", async () => {
    const row = { ...bookingBody(900), OriginalBookingId: "5", CancelledOn: "2026-03-01T11:00:00Z" };
    const { client } = stubbedClient(({ query }) => ({ body: pageOf([row], query) }));
    expect(await client.listCancelledBookingsSince(new Date("2026-03-01T10:00:00Z"))).toMatchObject({
      items: [{ id: "900", bookingId: "5" }],
    });
  });

  it("listDeletionsSince looks in the next module once and remembers where it found the trail", async () => {
    const row = {
      Id: 1,
      AuditType: 3,
      EntityShortName: "Booking",
      EntityId: 5,
      CreatedOn: "2026-03-01T11:00:00Z",
    };
    const { client, requests } = stubbedClient(({ path, query }) =>
      path.startsWith("/api/sys/") ? { status: 404 } : { body: pageOf([row], query) },
    );
    const since = new Date("2026-03-01T10:00:00Z");
    expect(await client.listDeletionsSince(since)).toMatchObject({
      complete: true,
      items: [{ entityName: "Booking", entityId: "5" }],
    });
    await client.listDeletionsSince(since);
    expect(requests.map((r) => r.path)).toEqual([
      "/api/sys/audittrailentries",
      "/api/security/audittrailentries",
      "/api/security/audittrailentries",
    ]);
    const ignored = stubbedClient(({ query }) => ({ body: pageOf([{ ...row, AuditType: 2 }], query) }));
    expect(await ignored.client.listDeletionsSince(since)).toMatchObject({ reason: "filter_ignored" });
  });

  it("me is null where Nexudus does not tell, but a lost connection is said", async () => {
    expect(await stubbedClient(() => ({ status: 401 })).client.me()).toBeNull();
    expect(await stubbedClient(() => ({ body: { Email: "a@b.test" } })).client.me()).toMatchObject({
      email: "a@b.test",
    });
    await expect(stubbedClient(() => "drop").client.me()).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("webhooks", () => {
  const record = {
    Id: 3,
    BusinessId: 1,
    Name: "[Lintel] BookingCreate",
    Action: 6,
    URL: "https://x.test/1",
    Active: false,
    ErrorCount: 10,
    Description: "Managed by Lintel",
    SystemId: "keep",
    UniqueId: "u",
    UpdatedOn: "2026-03-01T00:00:00Z",
    UpdatedBy: "x",
  };
  it("are updated by putting the whole record back, changed", async () => {
    const { client, requests } = stubbedClient(({ method }) => ({
      body: method === "GET" ? record : { WasSuccessful: true },
    }));
    await client.updateWebhook("3", { active: true });
    expect(requests.map((r) => `${r.method} ${r.path}`)).toEqual([
      "GET /api/sys/webhooks/3",
      "PUT /api/sys/webhooks",
    ]);
    expect(requests[1]?.body).toEqual({
      Id: 3,
      BusinessId: 1,
      Name: "[Lintel] BookingCreate",
      Action: 6,
      URL: "https://x.test/1",
      Active: true,
      ErrorCount: 10,
      Description: "Managed by Lintel",
      SystemId: "keep",
    });
  });

  it("that are gone: deleting is done, updating is an error", async () => {
    const { client } = stubbedClient(() => ({ status: 404 }));
    await client.deleteWebhook("3");
    await expect(client.updateWebhook("3", { active: true })).rejects.toMatchObject({ kind: "missing" });
  });

  it("a deletion refused with HTTP 200 is an error", async () => {
    const { client } = stubbedClient(() => ({ body: { WasSuccessful: false, Message: "no" } }));
    await expect(client.deleteWebhook("3")).rejects.toMatchObject({ kind: "refused" });
  });
});
