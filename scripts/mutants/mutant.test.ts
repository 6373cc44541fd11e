import { describe, expect, it } from "vitest";
import { parseMutant } from "./mutant";

const HEADERS = {
  guard: "The end does not belong to the window.",
  project: "unit",
  file: "lib/access/windows.test.ts",
  test: "a window > holds its start: and not its end",
};
const DIFF = [
  "diff --git a/lib/access/windows.ts b/lib/access/windows.ts",
  "--- a/lib/access/windows.ts",
  "+++ b/lib/access/windows.ts",
  "@@ -1,3 +1,3 @@",
  " before",
  "-at < until",
  "+at <= until",
  " after",
  "",
].join("\n");
const file = (headers: Readonly<Record<string, string>>, diff = DIFF) =>
  Object.entries(headers)
    .map(([key, value]) => `# ${key}: ${value}\n`)
    .join("") + diff;
const why = (text: string) => {
  const read = parseMutant("m", text);
  return "malformed" in read ? read.malformed : null;
};

describe("a mutant's file", () => {
  it("says what is guarded, which test must notice, and what is changed", () => {
    expect(parseMutant("access-end", file(HEADERS))).toMatchObject({
      name: "access-end",
      ...HEADERS,
      kind: { tool: "vitest", needsBuild: false },
      isControl: false,
      patch: DIFF,
      touched: ["lib/access/windows.ts"],
    });
  });

  it("can be a control, and a browser test", () => {
    const read = parseMutant("c", file({ ...HEADERS, project: "browser", control: "yes" }));
    expect(read).toMatchObject({ isControl: true, kind: { tool: "playwright", needsBuild: true } });
  });

  it("can be a list of scripts to play", () => {
    const read = parseMutant("s", file({ ...HEADERS, project: "simulate", test: "named:archived seed:7x2" }));
    expect(read).toMatchObject({ kind: { tool: "simulate", needsBuild: false } });
  });

  it("names every file of the diff once, also one that is made or removed", () => {
    const made = "diff --git a/a.ts b/a.ts\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1 @@\n+x\n";
    const gone = "diff --git a/b.ts b/b.ts\n--- a/b.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
    expect(parseMutant("m", file(HEADERS, DIFF + made + gone))).toMatchObject({
      touched: ["lib/access/windows.ts", "a.ts", "b.ts"],
    });
  });

  it.each([
    ["a simulation of no script", file({ ...HEADERS, project: "simulate" }), "only be a list of"],
    ["without a diff", file(HEADERS, ""), "no line that begins with"],
    ["without a header", file({ guard: "g", project: "unit" }), "lacks the headers file, test"],
    ["with a header nobody knows", file({ ...HEADERS, tets: "x" }), "knows no header `tets`"],
    ["with a header twice", `# test: other\n${file(HEADERS)}`, "has the header `test` twice"],
    ["with a line that is no header", `guard: x\n${file(HEADERS)}`, "cannot read the header line"],
    ["for a kind of test that is not there", file({ ...HEADERS, project: "units" }), "no known project"],
    ["that is half a control", file({ ...HEADERS, control: "no" }), "can only be `yes`"],
    ["that changes nothing", file(HEADERS, "diff --git a/a b/a\n"), "changes no file"],
    // Otherwise the test could be made to fail instead of the product.
    [
      "that changes a test",
      file(HEADERS, DIFF.replaceAll("windows.ts", "windows.test.ts")),
      "changes a test",
    ],
    ["that changes what tests use", file(HEADERS, DIFF.replaceAll("windows", "testing/w")), "changes a test"],
  ])("%s is refused, with the reason", (_, text, reason) => {
    expect(why(text)).toContain(reason);
  });
});
