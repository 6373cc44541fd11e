import { describe, expect, test } from "vitest";
import { testWorld } from "../testing/test-world";
import { activeSite, at, book, goTo, opened, span } from "../testing/world";

describe.each([
  { name: "the vendor keeps the windows", vendorWindows: true },
  { name: "timers open and close", vendorWindows: false },
])("$name", ({ vendorWindows }) => {
  test("a booking opens its door exactly from its start until its end", async () => {
    const world = await testWorld();
    await activeSite(world, { vendorWindows });
    await book(world, { who: "Ana Pereira", room: "Lightship", from: at(120), to: at(180) });
    await goTo(world, at(240));
    expect(opened(world, "Ana Pereira", "Board room")).toEqual([span(at(120), at(180))]);
    expect(opened(world, "Ana Pereira", "Studio")).toEqual([]);
  });
});
