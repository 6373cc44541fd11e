import { test as base, expect } from "@playwright/test";
import { type E2eSite, readSite, STATE_FILE } from "./site";

/** Signed in; a page that logs an error or throws fails its test, which also catches what the CSP blocks. */
export const test = base.extend<{ site: E2eSite }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants an object pattern here.
  site: async ({}, use) => use(readSite()),
  storageState: STATE_FILE,
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    await use(page);
    expect(errors).toEqual([]);
  },
});

export { expect };
