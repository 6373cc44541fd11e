import { describe, expect, it } from "vitest";
import { plant } from "./testing";
import { checkWords } from "./words";

/** Put together here, because this file is checked, too. */
const path = (...parts: readonly string[]) => ["", ...parts].join("/");
const host = (...parts: readonly string[]) => parts.join(".");
const found = (text: string, file = "docs/a.md") => checkWords(plant({ [file]: text })).problems;

describe("words that belong to one machine", () => {
  it.each([
    ["a home folder", `see ${path("home", "ana", "lintel")}`],
    ["a Mac's home folder", `const dir = "${path("Users", "ana")}";`],
    ["a work folder", `cd ${path("work", "main")}`],
    ["the package registry", `https://${host("registry", "npmjs", "org")}/zod`],
    ["a mirror", host("npm", "corp", "example", "internal")],
  ])("objects to %s", (_, text) => {
    expect(found(`one\n${text}\n`)).toMatchObject([{ line: 2 }]);
  });
  it("objects to a lock file that says where packages came from", () => {
    expect(found(`"${"resolved"}": "https://packages.example/zod.tgz"`, "package-lock.json")).toHaveLength(1);
  });
  it("objects to a registry in .npmrc", () => {
    expect(found(["registry", "=https://packages.example"].join(""), ".npmrc")).toHaveLength(1);
  });
  it("is content with the product's own words", () => {
    expect(
      found("`lib/access/work.ts`, https://spaces.nexudus.com/api/work/x, $HOME/work, docs/home/a.md"),
    ).toEqual([]);
  });
});
