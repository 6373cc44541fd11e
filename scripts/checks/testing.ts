import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { openRepository, type Repository } from "./repository";

/** A small repository in a temporary folder, gone when the test ends. */
export function plant(files: Readonly<Record<string, string>>): Repository {
  const root = mkdtempSync(join(tmpdir(), "lintel-check-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return openRepository(root);
}
