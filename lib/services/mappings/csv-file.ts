import { CsvError, parse } from "csv-parse/sync";
import { csvCell, plainCell } from "../csv-cell";
import type { CsvProblem } from "../mapping-views";
import { COLUMNS, type Column, NEEDED } from "./csv-columns";

/** Characters; well beyond 5,000 rows, and within what a form may send. */
const TEXT_MAX = 500_000;
const ROWS_MAX = 5_000;

export interface CsvRow {
  /** As a spreadsheet counts lines of records: the heading is 1. */
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}
type CsvRead = { readonly rows: readonly CsvRow[] } | { readonly problems: readonly CsvProblem[] };

const wrong = (line: number | null, message: string): CsvRead => ({ problems: [{ line, message }] });

/** The separator that the heading uses most: Excel writes semicolons where the comma is a decimal mark. */
function separatorOf(heading: string): string {
  const count = (mark: string) => heading.split(mark).length - 1;
  return [",", ";", "\t"].sort((a, b) => count(b) - count(a))[0] ?? ",";
}

/** Rows of a mapping file by column. Any text of a cell is text: nothing is ever calculated. */
export function readCsv(text: string): CsvRead {
  if (text.length > TEXT_MAX)
    return wrong(null, `The file is too large: at most ${TEXT_MAX / 1_000} kB can be read.`);
  if (text.includes("\0")) return wrong(null, "This is not a CSV file. Save the table as CSV first.");
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") return wrong(null, "The file is empty.");
  let records: string[][];
  try {
    records = parse(body, {
      delimiter: separatorOf(body.slice(0, body.search(/[\r\n]|$/))),
      relax_column_count: true,
      to: ROWS_MAX + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = "lines" in error && typeof error.lines === "number" ? error.lines : null;
    return wrong(line, "A quotation mark is missing or too many: from here the file cannot be read.");
  }
  const heading = (records[0] ?? []).map((cell) => plainCell(cell.trim()).toLowerCase());
  const headingProblems = wrongColumns(heading);
  if (headingProblems.length > 0) return { problems: headingProblems };
  if (records.length > ROWS_MAX + 1)
    return wrong(
      null,
      `The file has more than ${ROWS_MAX.toLocaleString("en-GB")} rows. Read it in as several files.`,
    );
  const rows: CsvRow[] = [];
  const problems: CsvProblem[] = [];
  for (const [at, record] of records.slice(1).entries()) {
    const line = at + 2;
    if (record.every((cell) => cell.trim() === "")) continue;
    if (record.length !== heading.length)
      problems.push({
        line,
        message: `This row has ${record.length} cells, the heading ${heading.length}.`,
      });
    rows.push({
      line,
      cells: Object.fromEntries(heading.map((name, i) => [name, cellText(record[i] ?? "")])),
    });
  }
  if (problems.length > 0) return { problems };
  return rows.length === 0 ? wrong(null, "The file has a heading and no rows.") : { rows };
}

function wrongColumns(heading: readonly string[]): CsvProblem[] {
  const known = new Set<string>(COLUMNS);
  const said = (message: string): CsvProblem => ({ line: 1, message });
  const unknown = heading.filter((name) => !known.has(name));
  const twice = [...new Set(heading.filter((name, at) => heading.indexOf(name) !== at))];
  const missing = NEEDED.filter((name) => !heading.includes(name));
  const cannotTell = !heading.includes("id") && !heading.includes("name");
  return [
    ...missing.map((name) => said(`The column "${name}" is missing.`)),
    ...(cannotTell ? [said('A column "id" or "name" is needed to tell which item a row is about.')] : []),
    ...unknown.map((name) => said(`The column "${name.slice(0, 60)}" is not known.`)),
    ...twice.filter((name) => known.has(name)).map((name) => said(`The column "${name}" is there twice.`)),
  ];
}

/** A file of rows, as spreadsheets read it: UTF-8 with its mark, commas, every cell quoted. */
export function writeCsv(rows: readonly Readonly<Record<Column, string>>[]): string {
  const lines = [[...COLUMNS], ...rows.map((row) => COLUMNS.map((column) => row[column]))];
  return `\uFEFF${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** The text of a cell without blanks around. Our mark goes first: of a cell of blanks alone it would be left over. */
const cellText = (raw: string) => plainCell(raw.startsWith("'") ? raw : raw.trim()).trim();
