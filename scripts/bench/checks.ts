/** One line of the result: a number with the bar it must hold. */
export interface Check {
  readonly name: string;
  readonly value: number;
  readonly bar: number;
  readonly holds: boolean;
}

/** A count or ratio that must not be above `bar`. */
export const atMost = (name: string, value: number, bar: number): Check => ({
  name,
  value,
  bar,
  holds: value <= bar,
});

export const exactly = (name: string, value: number, bar: number): Check => ({
  name,
  value,
  bar,
  holds: value === bar,
});

/** Milliseconds by name: for people to read, never a reason to fail. */
export type Times = Readonly<Record<string, number>>;

const round = (value: number) => String(Math.round(value * 100) / 100);

export function table(checks: readonly Check[], times: Times): string {
  const rows = [
    ["", "measured", "bar"],
    ...checks.map((check) => [
      `${check.holds ? "ok  " : "FAIL"} ${check.name}`,
      round(check.value),
      round(check.bar),
    ]),
    ["", "", ""],
    ...Object.entries(times).map(([name, ms]) => [`     ${name}`, `${Math.round(ms)} ms`, ""]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
