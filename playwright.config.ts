import { defineConfig } from "@playwright/test";

/** Browser and HTTP journeys against one whole demo stack, started and stopped by the global set-up. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/global-setup.ts",
  workers: 1,
  timeout: 90_000,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: ".reports/browser.json" }]],
  outputDir: ".reports/browser",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    screenshot: "only-on-failure",
  },
});
