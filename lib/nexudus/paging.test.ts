import { describe, expect, it } from "vitest";
import { bookingBody, pageOf, type StubAnswer, type StubRequest, stubbedClient } from "./client.testing";

const SINCE = new Date("2026-03-01T00:00:00Z");
const many = (n: number) => Array.from({ length: n }, (_, i) => bookingBody(i + 1));
const read = async (answer: (request: StubRequest) => StubAnswer) => {
  const { client, requests } = stubbedClient(answer);
  return { read: await client.listBookingsUpdatedSince(SINCE), requests };
};
const idsOf = (items: readonly { id: string }[]) =>
  items.map((item) => Number(item.id)).toSorted((a, b) => a - b);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe("a list read", () => {
  it("asks for 200 a page, by id, and stops after the last", async () => {
    const { read: all, requests } = await read(({ query }) => ({ body: pageOf(many(450), query) }));
    expect(all).toMatchObject({
      complete: true,
      calls: 3,
      skipped: [],
      takenAt: new Date("2026-03-01T12:00:00Z"),
    });
    expect(idsOf(all.items)).toEqual(upTo(450));
    expect(requests.map((r) => r.path)).toEqual(Array(3).fill("/api/spaces/bookings"));
    expect(requests.map((r) => r.query.get("page"))).toEqual(["1", "2", "3"]);
    expect(Object.fromEntries(requests[0]?.query ?? [])).toEqual({
      page: "1",
      size: "200",
      orderBy: "Id",
      from_Booking_UpdatedOn: "2026-03-01T00:00:00Z",
    });
  });

  it("takes one call for an empty table, and for a short one", async () => {
    expect((await read(() => ({ body: { Records: [], HasNextPage: false } }))).read).toMatchObject({
      complete: true,
      calls: 1,
      items: [],
    });
    expect((await read(({ query }) => ({ body: pageOf(many(200), query) }))).read.calls).toBe(1);
  });

  it("stops at an empty page even when the platform promises another", async () => {
    const { read: all } = await read(({ query }) => ({
      body: { ...pageOf(many(200), query), HasNextPage: true },
    }));
    expect(all).toMatchObject({ complete: true, calls: 2 });
  });

  it("goes on in the platform's own page size", async () => {
    const { read: all, requests } = await read(({ query }) => ({ body: pageOf(many(60), query, 25) }));
    expect(all).toMatchObject({ complete: true, calls: 3 });
    expect(idsOf(all.items)).toEqual(upTo(60));
    expect(requests.map((r) => r.query.get("size"))).toEqual(["200", "25", "25"]);
  });

  it("starts over once when the page size changes on the way, then gives up", async () => {
    let calls = 0;
    const { read: all } = await read(({ query }) => {
      calls += 1;
      return { body: pageOf(many(300), query, calls === 1 ? 200 : 50) };
    });
    expect(all.complete).toBe(true);
    expect(idsOf(all.items)).toEqual(upTo(300));

    let at = 0;
    const restless = await read(({ query }) => {
      at += 1;
      return { body: { ...pageOf(many(300), query, 50), PageSize: 50 + at } };
    });
    expect(restless.read).toMatchObject({ complete: false, reason: "page_size_changed" });
  });

  it("keeps every live row when rows are deleted between two pages", async () => {
    let rows = many(650);
    const { read: all } = await read(({ query }) => {
      const body = pageOf(rows, query);
      // 201 moves up onto the first page, which has been read already.
      if (query.get("page") === "1") rows = rows.filter((row) => row.Id !== 5);
      return { body };
    });
    expect(all.complete).toBe(true);
    expect(idsOf(all.items)).toEqual(upTo(650));
  });

  it("counts a row that appears on two pages once, in its later form", async () => {
    const { read: all } = await read(({ query }) => {
      const page = query.get("page");
      const rows =
        page === "1" ? [bookingBody(1), bookingBody(2)] : [bookingBody(2, { CoworkerId: 8 }), bookingBody(3)];
      return { body: { Records: rows, HasNextPage: page === "1", TotalItems: 3 } };
    });
    expect(all.items.map((b) => [b.id, b.coworkerId])).toEqual([
      ["1", "7"],
      ["2", "8"],
      ["3", "7"],
    ]);
  });

  it("reads once more when the platform counts more rows than it gave, then says so", async () => {
    let hidden = true;
    const once = await read(({ query }) => {
      const body = pageOf(many(300), query);
      const Records = hidden ? body.Records.slice(1) : body.Records;
      hidden = hidden && query.get("page") === "1";
      return { body: { ...body, Records } };
    });
    expect(once.read).toMatchObject({ complete: true, calls: 4 });
    expect(idsOf(once.read.items)).toEqual(upTo(300));
    const always = await read(({ query }) => {
      const body = pageOf(many(300), query);
      return { body: { ...body, Records: body.Records.slice(0, 50) } };
    });
    expect(always.read).toMatchObject({ complete: false, reason: "rows_missing", calls: 4 });
    expect(always.read.items).toHaveLength(100);
  });

  it("is incomplete when paging is ignored and every page is the first", async () => {
    const { read: all } = await read(() => ({
      body: { Records: many(25), HasNextPage: true, TotalItems: 60 },
    }));
    expect(all).toMatchObject({ complete: false, reason: "paging_ignored" });
    expect(all.items).toHaveLength(25);
  });

  it("is incomplete when a row contradicts the filter, and says which error that is", async () => {
    const rows = [bookingBody(1), bookingBody(2, { UpdatedOn: "2026-02-28T23:58:59Z" }), bookingBody(3)];
    const { read: all } = await read(({ query }) => ({ body: pageOf(rows, query) }));
    expect(all).toMatchObject({
      complete: false,
      reason: "filter_ignored",
      error: { kind: "filter_ignored" },
    });
    expect(idsOf(all.items)).toEqual([1]);
    // Within the minute that filters are documented to: rounding.
    const rounded = [bookingBody(1, { UpdatedOn: "2026-02-28T23:59:01Z" })];
    expect((await read(({ query }) => ({ body: pageOf(rounded, query) }))).read.complete).toBe(true);
  });

  it("checks windows and members the same way", async () => {
    const { client } = stubbedClient(({ query }) => ({ body: pageOf([bookingBody(1)], query) }));
    const at = (iso: string) => new Date(iso);
    const touching = (from: string, until: string) =>
      client.listBookingsTouching({ from: at(from), until: at(until) });
    expect((await touching("2026-03-02T09:30:00Z", "2026-03-03T00:00:00Z")).complete).toBe(true);
    expect(await touching("2026-03-02T10:30:00Z", "2026-03-03T00:00:00Z")).toMatchObject({
      reason: "filter_ignored",
    });
    expect(await touching("2026-03-01T00:00:00Z", "2026-03-02T08:00:00Z")).toMatchObject({
      reason: "filter_ignored",
    });
    const noon = at("2026-03-02T00:00:00Z");
    expect((await client.listBookingsOf("7", noon)).complete).toBe(true);
    expect(await client.listBookingsOf("8", noon)).toMatchObject({ reason: "filter_ignored" });
  });

  it("sets an unreadable row aside: for its member alone when that is known, else for the entity", async () => {
    const own = [
      bookingBody(1),
      bookingBody(2, { FromTime: "soon" }),
      bookingBody(3, { CoworkerId: 9, ToTime: null }),
    ];
    expect((await read(({ query }) => ({ body: pageOf(own, query) }))).read).toMatchObject({
      complete: true,
      items: [{ id: "1" }],
      skipped: [
        { id: "2", memberId: "7" },
        { id: "3", memberId: "9" },
      ],
    });
    for (const row of [
      bookingBody(2, { FromTime: 5, CoworkerId: null }),
      bookingBody(2, { Tentative: null, CoworkerId: "x" }),
      "row",
      null,
    ]) {
      const { read: all } = await read(({ query }) => ({ body: pageOf([bookingBody(1), row], query) }));
      expect(all).toMatchObject({ complete: false, reason: "unparsable_row", items: [{ id: "1" }] });
      expect(all.skipped).toHaveLength(1);
      expect(all.skipped[0]?.memberId).toBeNull();
    }
  });

  it("ignores every field it does not use", async () => {
    const odd = bookingBody(1, { Price: "a lot", CustomFields: 7, BookingVisitors: null });
    expect((await read(({ query }) => ({ body: pageOf([odd], query) }))).read.complete).toBe(true);
  });

  it.each([
    ["server", { status: 500, body: { Message: "An error has occurred." } }],
    ["unauthorized", { status: 401 }],
    ["unavailable", "drop"],
    ["bad_response", { body: "not json" }],
    ["bad_response", { body: [] }],
  ] as const)("keeps what it read when page 2 ends in %s", async (kind, failure) => {
    const { read: all } = await read(({ query }) =>
      query.get("page") === "2" ? failure : { body: pageOf(many(450), query) },
    );
    expect(all).toMatchObject({
      complete: false,
      reason: "failed",
      error: { kind, details: { entity: "bookings" } },
    });
    expect(all.items).toHaveLength(200);
  });

  it("waits out a short throttle in the middle, but not a long or an endless one", async () => {
    let hits = 0;
    const once = await read(({ query }) => {
      hits += 1;
      return hits === 2
        ? { status: 409, headers: { "retry-after": "1" } }
        : { body: pageOf(many(450), query) };
    });
    expect(once.read).toMatchObject({ complete: true, calls: 4 });
    const long = await read(() => ({ status: 429, headers: { "retry-after": "60" } }));
    expect(long.read).toMatchObject({
      complete: false,
      calls: 1,
      error: { details: { retryAfterMs: 60_000 } },
    });
    const endless = await read(() => ({ status: 429, headers: { "retry-after": "1" } }));
    expect(endless.read).toMatchObject({ complete: false, calls: 4, error: { kind: "throttled" } });
  });
});
