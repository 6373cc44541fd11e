import { describe, expect, it } from "vitest";
import { configurationTable, envExample, variables, withConfigurationTable } from "./env-docs";
import { checkEnvironment } from "./environment";
import { plant } from "./testing";

const list = [
  { name: "NEXTAUTH_URL", purpose: "The public origin", fallback: null },
  { name: "EDGE_HORIZON_HOURS", purpose: "How far ahead", fallback: "48" },
];
const good = { ".env.example": envExample(list), "README.md": `# A\n\n${configurationTable(list)}\n\nEnd\n` };
const messages = (files: Readonly<Record<string, string>>, of = list) =>
  checkEnvironment(plant({ ...good, ...files }), of).problems.map((p) => `${p.path} ${p.message}`);

describe("the documented environment", () => {
  it("is content when both documents are as generated", () => {
    expect(messages({})).toEqual([]);
  });
  it("objects to a variable that is not listed", () => {
    const text = good[".env.example"].replace("EDGE_HORIZON_HOURS=48\n", "");
    expect(messages({ ".env.example": text })[0]).toContain("EDGE_HORIZON_HOURS is missing");
  });
  it("objects to a variable that nothing reads", () => {
    expect(messages({ ".env.example": `${good[".env.example"]}OLD_SETTING=\n` })[0]).toContain("OLD_SETTING");
  });
  it("objects to a purpose that changed", () => {
    const text = good[".env.example"].replace("How far ahead", "How far");
    expect(messages({ ".env.example": text })[0]).toContain("out of date");
  });
  it("objects to a variable without a purpose", () => {
    const [first] = list;
    const bare = first ? [{ ...first, purpose: "" }] : [];
    expect(messages({}, bare).some((m) => m.includes("has no purpose"))).toBe(true);
  });
  it("objects to a table that is out of date, or gone", () => {
    expect(messages({ "README.md": good["README.md"].replace("`48`", "`24`") })[0]).toContain("out of date");
    expect(messages({ "README.md": "# A\n" })[0]).toContain("no markers");
  });
  it("renews the table and keeps the words around it", () => {
    const old = good["README.md"].replace("How far ahead", "Old");
    expect(withConfigurationTable(old, configurationTable(list))).toBe(good["README.md"]);
  });
  it("tells required, optional and defaulted variables apart", () => {
    const byName = new Map(variables().map((v) => [v.name, v.fallback]));
    expect(byName.get("NEXTAUTH_URL")).toBeNull();
    expect(byName.get("INNGEST_DEV")).toBe("");
    expect(byName.get("EDGE_HORIZON_HOURS")).toBe("48");
  });
});
