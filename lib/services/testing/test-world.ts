import { inject, onTestFinished } from "vitest";
import { borrowDatabase } from "@/db/testing/borrow-database";
import { createWorld, type World, type WorldOptions } from "./world";

/** A world for one test, with a database of its own; both end with the test. */
export async function testWorld(options: Omit<WorldOptions, "database"> = {}): Promise<World> {
  const world = await createWorld({ ...options, database: await borrowDatabase(inject("cloneSource")) });
  onTestFinished(() => world.close());
  return world;
}
