import { type ColumnNote, columnNotes } from "@/db/schema/comments";
import type { CheckResult } from "./problem";
import type { Repository } from "./repository";

const PATH = "docs/data.md";
const END = "<!-- /columns -->";
const startOf = (kind: ColumnNote["kind"]) => `<!-- ${kind} columns: written by \`npm run docs:data\` -->`;

/** The table of one kind of column, in the formatter's own layout, markers included. */
function tableOf(kind: ColumnNote["kind"], notes: Readonly<Record<string, ColumnNote>>): string {
  const rows = [
    ["Column", "What", "Why", "How long"],
    ...Object.entries(notes)
      .filter(([, note]) => note.kind === kind)
      .map(([name, note]) => [`\`${name}\``, note.what, note.why, note.kept]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [startOf(kind), "", line(head), rule, ...body.map(line), "", END].join("\n");
}

/** The document with both tables renewed from the schema's comments; null when its markers are not there. */
export function withColumnTables(
  text: string,
  notes: Readonly<Record<string, ColumnNote>> = columnNotes,
): string | null {
  let renewed = text;
  for (const kind of ["personal", "secret"] as const) {
    const from = renewed.indexOf(startOf(kind));
    const until = renewed.indexOf(END, from);
    if (from < 0 || until < 0) return null;
    renewed = renewed.slice(0, from) + tableOf(kind, notes) + renewed.slice(until + END.length);
  }
  return renewed;
}

/** House rule: `docs/data.md` names exactly the columns the schema marks, in the schema's words. */
export function checkDataDocs(
  repository: Repository,
  notes: Readonly<Record<string, ColumnNote>> = columnNotes,
): CheckResult {
  const text = repository.read(PATH);
  const renewed = withColumnTables(text, notes);
  const say = (message: string): CheckResult => ({ problems: [{ path: PATH, line: 0, message }] });
  if (renewed === null) return say("has no markers for its tables of columns");
  return renewed === text ? { problems: [] } : say("is out of date; run `npm run docs:data`");
}
