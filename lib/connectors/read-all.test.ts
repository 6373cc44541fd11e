import { describe, expect, it } from "vitest";
import { manualClock } from "@/lib/clock";
import type { Page } from "./contract";
import { VendorError } from "./errors";
import { readAll } from "./read-all";

const clock = manualClock(new Date("2026-03-02T10:00:00Z"));
const pages = (...all: readonly (Page<number> | Error)[]) => {
  let at = 0;
  return async () => {
    const page = all[at++];
    if (page instanceof Error) throw page;
    if (!page) throw new Error("read too far");
    return page;
  };
};
const page = (items: readonly number[], next: string | null, skipped = 0): Page<number> => ({
  items,
  next,
  skipped,
});

describe("readAll", () => {
  it("is complete after the last page", async () => {
    const { snapshot, error } = await readAll(pages(page([1], "b"), page([2], null)), { clock });
    expect(snapshot).toEqual({ complete: true, takenAt: clock.now(), items: [1, 2] });
    expect(error).toBeNull();
  });

  it("is incomplete, and keeps what it saw, when a page fails", async () => {
    const failure = new VendorError("rate_limited", "x");
    const read = await readAll(pages(page([1], "b"), failure), { clock });
    expect(read).toEqual({
      snapshot: { complete: false, reason: "page_failed:rate_limited", items: [1] },
      error: failure,
    });
  });

  it("is incomplete when a row did not parse, a cursor repeats, or there is no end", async () => {
    const skipped = await readAll(pages(page([1], "b", 1), page([2], null)), { clock });
    expect(skipped.snapshot).toMatchObject({ complete: false, reason: "rows_not_parsed:1", items: [1, 2] });
    const circular = await readAll(pages(page([1], "b"), page([2], "c"), page([3], "b")), { clock });
    expect(circular.snapshot).toMatchObject({ complete: false, reason: "cursor_repeated" });
    const endless = await readAll(pages(page([1], "b"), page([2], "c"), page([3], "d")), {
      clock,
      pagesMax: 2,
    });
    expect(endless.snapshot).toMatchObject({ complete: false, reason: "too_many_pages", items: [1, 2] });
  });

  it("lets errors that are no vendor's pass", async () => {
    await expect(readAll(pages(new TypeError("ours")), { clock })).rejects.toThrow("ours");
  });
});
