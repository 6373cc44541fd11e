import { expect, it } from "vitest";
import type { ColumnNote } from "@/db/schema/comments";
import { checkDataDocs, withColumnTables } from "./data-docs";
import { plant } from "./testing";

const EMPTY = `# Data

<!-- personal columns: written by \`npm run docs:data\` -->
<!-- /columns -->

Between.

<!-- secret columns: written by \`npm run docs:data\` -->
<!-- /columns -->
`;
const notes: Readonly<Record<string, ColumnNote>> = {
  "members.email": { kind: "personal", what: "an address", why: "match", kept: "a year" },
  "keys.token": { kind: "secret", what: "a token", why: "call", kept: "a day" },
};

it("lists each column under its kind, and finds nothing then", () => {
  const text = withColumnTables(EMPTY, notes) ?? "";
  const [people = "", secrets = ""] = text.split("Between.");
  expect(people).toMatch(/\| `members\.email` \| an address +\| match \| a year/);
  expect(people).not.toContain("keys.token");
  expect(secrets).toContain("| `keys.token`");
  expect(checkDataDocs(plant({ "docs/data.md": text }), notes).problems).toEqual([]);
});

it("objects to a document that is stale or has lost its markers", () => {
  const text = withColumnTables(EMPTY, notes) ?? "";
  const stale = plant({ "docs/data.md": text.replace("a year", "for ever") });
  expect(checkDataDocs(stale, notes).problems).toMatchObject([
    { path: "docs/data.md", message: expect.stringContaining("npm run docs:data") },
  ]);
  expect(checkDataDocs(plant({ "docs/data.md": "# Data\n" }), notes).problems).toHaveLength(1);
});
