import { expect, it } from "vitest";
import { contentSecurityPolicy, NEXUDUS, NOBODY } from "./content-security-policy";

const ancestors = (framedBy: typeof NOBODY | typeof NEXUDUS) =>
  contentSecurityPolicy({ nonce: "n", isDevelopment: false, framedBy })
    .split("; ")
    .filter((part) => part.startsWith("frame-ancestors"));

it("lets Nexudus alone show a page inside its own, and only where that is asked for", () => {
  expect(ancestors(NOBODY)).toEqual(["frame-ancestors 'none'"]);
  expect(ancestors(NEXUDUS)).toEqual(["frame-ancestors https://*.nexudus.com"]);
});
