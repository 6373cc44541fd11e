import { afterAll, inject } from "vitest";
import { type ClonedDatabase, cloneDatabase } from "./test-server";

/**
 * A migrated, empty database for one test file, dropped after its last test. Call it at the top of the file:
 *
 *     const { db } = await testDatabase();
 *
 * Outside of vitest use `createTestServer` and `cloneDatabase` of `db/test-server.ts`.
 */
export async function testDatabase(): Promise<ClonedDatabase> {
  const database = await cloneDatabase(inject("cloneSource"));
  afterAll(() => database.close());
  return database;
}
