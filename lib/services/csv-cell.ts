/** What a spreadsheet would begin a formula with; the marks before it are ours, or look like ours. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A cell that a spreadsheet shows as text: quoted, and never begun with what would make it a formula. */
export const csvCell = (text: string) =>
  `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The text behind a cell: the mark that keeps a spreadsheet from calculating is taken off again. */
export const plainCell = (cell: string) =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
