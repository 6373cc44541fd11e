import type { TestProject } from "vitest/node";
import { type CloneSource, createTestServer } from "./test-server";

declare module "vitest" {
  interface ProvidedContext {
    cloneSource: CloneSource;
  }
}

/** One server with one migrated template per run of the database tests; ended when the run is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await createTestServer();
  project.provide("cloneSource", { adminUrl: server.adminUrl, template: server.template });
  return () => server.stop();
}
