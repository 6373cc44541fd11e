import type { TestProject } from "vitest/node";
import type { DatabaseDriver } from "./client";
import { startNeonShim } from "./neon-shim";
import { type CloneSource, createTestServer } from "./test-server";

declare module "vitest" {
  interface ProvidedContext {
    /** The driver that databases of tests are spoken to by; a project sets it. */
    driver: DatabaseDriver;
    cloneSource: CloneSource;
  }
}

/** One server with one migrated template per run of the database tests; ended when the run is over. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await createTestServer();
  const shim = project.config.provide.driver === "neon" ? await startNeonShim(server.adminUrl) : undefined;
  project.provide("cloneSource", {
    adminUrl: server.adminUrl,
    template: server.template,
    ...(server.socketFolder && { socketFolder: server.socketFolder }),
    ...(shim && { neonPort: shim.port }),
  });
  return async () => {
    await shim?.stop();
    await server.stop();
  };
}
