import { envSchema } from "@/lib/config/env";

const START = "<!-- configuration: written by `npm run docs:env` -->";
const END = "<!-- /configuration -->";

interface Variable {
  readonly name: string;
  readonly purpose: string;
  /** Null = it must be given; empty = it may be left out. */
  readonly fallback: string | null;
}

/** Every variable Lintel reads, in the schema's order. */
export function variables(): Variable[] {
  return Object.entries(envSchema.shape).map(([name, field]) => {
    const parsed = field.safeParse(undefined);
    return {
      name,
      purpose: field.description ?? "",
      fallback: parsed.success ? String(parsed.data ?? "") : null,
    };
  });
}

/** The text of `.env.example`. */
export function envExample(list: readonly Variable[] = variables()): string {
  const lines = list.flatMap(({ name, purpose, fallback }) => [
    `# ${purpose}${fallback === null ? " (required)" : ""}`,
    `${name}=${fallback ?? ""}`,
    "",
  ]);
  return [
    "# Everything Lintel reads from its environment. An empty value counts as unset.",
    "# Written from lib/config/env.ts by `npm run docs:env`. `npm start` without any of these runs the demo.",
    "",
    ...lines,
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

/** The README's configuration table, markers included. */
export function configurationTable(list: readonly Variable[] = variables()): string {
  const rows = [
    ["Variable", "Purpose", "Default"],
    ...list.map(({ name, purpose, fallback }) => [
      `\`${name}\``,
      purpose.replaceAll("|", "\\|"),
      fallback === null ? "required" : fallback ? `\`${fallback}\`` : "-",
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  // In the formatter's own layout, which otherwise would change what was written here.
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [START, "", line(head), rule, ...body.map(line), "", END].join("\n");
}

/** A README with its table renewed; null when the markers are not there. */
export function withConfigurationTable(readme: string, table: string = configurationTable()): string | null {
  const from = readme.indexOf(START);
  const until = readme.indexOf(END);
  if (from < 0 || until < from) return null;
  return readme.slice(0, from) + table + readme.slice(until + END.length);
}
