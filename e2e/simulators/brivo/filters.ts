import { invalid } from "./problem";

export type Operator = "eq" | "ne" | "gt" | "lt" | "exact";
export interface Clause {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

const OPERATORS: readonly string[] = ["eq", "ne", "gt", "lt", "exact"];
const GRAMMAR = /^([A-Za-z0-9_]+?)__([a-z]+):(.+)$/;
const INSTANTS = ["occurred", "processed"];

const isOperator = (text: string): text is Operator => OPERATORS.includes(text);

/**
 * `field__op:value[,value];field__op:...`. A value cannot hold a separator, for nothing escapes one; only
 * date-times have colons. Errors: 400 "Invalid filter format".
 */
export function parseFilter(text: string | null): readonly Clause[] {
  if (text === null) return [];
  return text.split(";").map((part) => {
    const [, field = "", operator = "", rest = ""] = GRAMMAR.exec(part) ?? [];
    const values = rest.split(",");
    const hasColon = rest.includes(":") && !INSTANTS.includes(field);
    if (!isOperator(operator) || values.some((value) => value === "") || hasColon)
      throw invalid("Invalid filter format");
    return { field, operator, values };
  });
}

export type Test<T> = (row: T, clause: Clause) => boolean;

/** Rows that meet every clause. Errors: 400 for a field or an operator that this list does not know. */
export function applyFilter<T>(
  rows: readonly T[],
  clauses: readonly Clause[],
  known: (field: string) => { readonly operators: readonly Operator[]; readonly test: Test<T> } | undefined,
): T[] {
  let left = [...rows];
  for (const clause of clauses) {
    const rule = known(clause.field);
    if (!rule) throw invalid(`Unknown filter field: ${clause.field}`);
    if (!rule.operators.includes(clause.operator))
      throw invalid(`Operator ${clause.operator} is not supported for ${clause.field}`);
    left = left.filter((row) => rule.test(row, clause));
  }
  return left;
}

/** `eq` on text means "contains", in any case of letters. */
export const contains =
  <T>(read: (row: T) => string | null) =>
  (row: T, { values }: Clause): boolean =>
    values.some((value) => (read(row) ?? "").toLowerCase().includes(value.toLowerCase()));
