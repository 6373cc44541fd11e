import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * Queries that name no installation, and why each may not or need not. Everything else that reads or writes a
 * table of tenants says whose rows it means.
 */
const WITHOUT: Readonly<Record<string, string>> = {
  "among.isAmong": "a condition of the sweep, which serves the whole deployment",
  "check-ins.deleteOldPresence": "upkeep of the whole deployment",
  "connections.listUnreachable": "vendors that are down, looked at by the sweep of the whole deployment",
  "edges.edgesToArm": "arms the timers of the whole deployment",
  "edges.nearestEdges": "what the sweep of the whole deployment asks for first",
  "fence.fenceHolds": "by the lease, whose resource was taken within an installation",
  "fence.underFence": "by the lease, whose resource was taken within an installation",
  "health.ping": "reads no table",
  "health.latestReconcile": "one instant for the whole deployment",
  "installations.installationByToken": "finds the installation by its keyed token",
  "installations.installationByWebhookSecret": "finds the installation by its keyed secret",
  "installations.listActiveInstallations": "schedules of the whole deployment",
  "installations.oneInstallAtATime": "a lock over all installs",
  "installations.usedLink": "by the digest of a signed link, before anybody is known",
  "installations.endSession": "by the id of the session whose cookie was just checked",
  "lifecycle.listParked": "schedules of the whole deployment",
  "lifecycle.deleteRemoved": "upkeep of the whole deployment",
  "pending-installs.openPendingInstall": "by the browser's own random token, before anybody is known",
  "pending-installs.takePendingInstall": "by the browser's own random token, before anybody is known",
  "rate-counters.countCall": "counts strangers",
  "schema-state.readSchemaState": "reads no table of tenants",
  "sealed.sealedColumns": "keys of the whole deployment are replaced by the operator",
  "sealed.readSealed": "keys of the whole deployment are replaced by the operator",
  "sealed.readSealedRow": "keys of the whole deployment are replaced by the operator",
  "sealed.replaceSealed": "keys of the whole deployment are replaced by the operator",
  "sealed.hashColumns": "keys of the whole deployment are replaced by the operator",
  "visit-keys.visitsToArm": "arms the timers of the whole deployment",
  "tidy.deleteOld": "upkeep of the whole deployment",
};

const FOLDER = import.meta.dirname;

/** What a declaration says, with the types and helpers of the same file that it names. */
function textWithHelpers(name: string, declarations: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  const take = (one: string): string => {
    const text = declarations.get(one);
    if (text === undefined || seen.has(one)) return "";
    seen.add(one);
    const named = [...new Set(text.match(/\b[A-Za-z_]\w*\b/g) ?? [])].filter((word) =>
      declarations.has(word),
    );
    return [text, ...named.map(take)].join("\n");
  };
  return take(name);
}

/** Every exported function of a query module with all it is made of. */
function queriesOf(file: string): readonly (readonly [string, string])[] {
  const source = ts.createSourceFile(file, readFileSync(join(FOLDER, file), "utf8"), ts.ScriptTarget.Latest);
  const declarations = new Map<string, string>();
  const exported: string[] = [];
  for (const statement of source.statements) {
    const text = statement.getText(source);
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((one) => one.name.getText(source))
      : ts.isFunctionDeclaration(statement) ||
          ts.isTypeAliasDeclaration(statement) ||
          ts.isInterfaceDeclaration(statement)
        ? [statement.name?.getText(source) ?? ""]
        : [];
    for (const name of names) declarations.set(name, text);
    if (ts.isFunctionDeclaration(statement) && /^export\b/.test(text)) exported.push(...names);
  }
  return exported.map((name) => [name, textWithHelpers(name, declarations)] as const);
}

/** An inserted row carries its installation: the column is not null in every table of tenants. */
const namesTheTenant = (text: string) => /installationId|installation_id|\$inferInsert/.test(text);

const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
const queries = files.flatMap((file) =>
  queriesOf(file).map(([name, text]): readonly [string, string] => [
    `${file.replace(/\.ts$/, "")}.${name}`,
    text,
  ]),
);

describe("every query says whose rows it means", () => {
  it("finds the queries", () => expect(queries.length).toBeGreaterThan(80));

  it("names the installation in each of them, or is listed with a reason", () => {
    const bare = queries.filter(([name, text]) => !namesTheTenant(text) && !(name in WITHOUT));
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it("lists none that is gone or names it after all", () => {
    const bare = new Set(queries.filter(([, text]) => !namesTheTenant(text)).map(([name]) => name));
    expect(Object.keys(WITHOUT).filter((name) => !bare.has(name))).toEqual([]);
  });
});
