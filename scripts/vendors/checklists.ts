import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { ChecklistItem } from "@/e2e/simulators/kit/checklist";

const listed = z.array(z.object({ name: z.string(), file: z.string() }));
const VITEST = "node_modules/vitest/vitest.mjs";

/** The checklist of a vendor's simulator; null where it has none. */
export async function readChecklist(root: string, vendor: string): Promise<readonly ChecklistItem[] | null> {
  const file = join(root, "e2e/simulators", vendor, "checklist.ts");
  if (!existsSync(file)) return null;
  const { checklist } = (await import(pathToFileURL(file).href)) as { checklist: readonly ChecklistItem[] };
  return checklist;
}

/** Every test of the repository that may stand in a checklist: `<file from the root>: <title>`. */
export function listTests(root: string): ReadonlySet<string> {
  const dir = mkdtempSync(join(tmpdir(), "lintel-tests-"));
  const out = join(dir, "tests.json");
  const args = [
    VITEST,
    "list",
    // To a file: what goes to a pipe is cut off when the process ends before all of it was read.
    `--json=${out}`,
    "--project",
    "unit",
    "--project",
    "contract",
    "--project",
    "property",
  ];
  try {
    spawnSync(process.execPath, [...args, "e2e/simulators", "lib/connectors"], {
      cwd: root,
      stdio: "ignore",
    });
    const tests = listed.parse(JSON.parse(readFileSync(out, "utf8")));
    return new Set(
      tests.map(
        ({ name, file }) => `${file.slice(root.length).replace(/^\//, "")}: ${name.split(" > ").at(-1)}`,
      ),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Where an item's test is, from the root. */
export function testOf(item: ChecklistItem, vendor: string): string {
  const [file = "", ...title] = item.test.split(": ");
  const path = file.includes("/") ? file : `e2e/simulators/${vendor}/${file}`;
  return `${path}: ${(title.join(": ").split(" > ").at(-1) ?? "").trim()}`;
}

/** Items whose test is nowhere. */
export const withoutTest = (
  items: readonly ChecklistItem[],
  vendor: string,
  tests: ReadonlySet<string>,
): readonly ChecklistItem[] => items.filter((item) => !tests.has(testOf(item, vendor)));
