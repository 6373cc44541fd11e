import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Malformed, type Mutant, parseMutant } from "./mutants/mutant";
import { stopProcesses } from "./mutants/processes";
import { type Judged, removeCopies, runMutants } from "./mutants/run-mutants";
import { holds, lastLine, type Outcome, tally } from "./mutants/verdict";

/**
 * `npm run mutants`: puts each fault of `e2e/mutants` into a copy of the working tree and asks whether the one
 * test it names notices. `--only <text,text>` takes those whose name has one of the texts, `--list` only names
 * them, `--json` prints one JSON value. The last line is the sum; exit code 1 when any fault is not caught.
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const FOLDER = join(ROOT, "e2e", "mutants");

const WORDS: Readonly<Record<Outcome, string>> = {
  caught: "caught",
  survived: "SURVIVED",
  control_ok: "control ok",
  crashed: "CRASHED",
  control_failed: "CONTROL FAILED",
  not_green: "NOT GREEN",
  does_not_apply: "DOES NOT APPLY",
  malformed: "MALFORMED",
};

async function main(args: readonly string[]): Promise<number> {
  const asJson = args.includes("--json");
  const only = optionOf(args, "--only").split(",");
  const read = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".diff"))
    .map((file) => file.replace(/\.diff$/, ""))
    .filter((name) => only.some((text) => name.includes(text)))
    .sort()
    .map((name) => parseMutant(name, readFileSync(join(FOLDER, `${name}.diff`), "utf8")));
  const mutants = read.filter((each): each is Mutant => "patch" in each);
  const malformed = read.filter((each): each is Malformed => "malformed" in each);

  if (args.includes("--list")) {
    for (const each of read)
      console.log(`${each.name.padEnd(44)} ${"guard" in each ? each.guard : each.malformed}`);
    return malformed.length === 0 ? 0 : 1;
  }
  const say = asJson ? () => {} : (line: string) => console.log(line);
  for (const each of malformed) say(lineOf("malformed", each.name, each.malformed));
  const judged = await runMutants(ROOT, mutants, (each) => say(sentence(each)));
  const sum = tally([
    ...judged,
    ...malformed.map((each) => ({ outcome: "malformed" as const, because: each.malformed })),
  ]);
  if (asJson)
    console.log(JSON.stringify({ ...sum, mutants: [...judged.map(plainly), ...malformed] }, null, 2));
  else {
    if (read.length === 0) console.log(`No fault has "${only.join('" or "')}" in its name.`);
    if (sum.broken > 0) console.log(`${sum.broken} of ${read.length} prove nothing as they are; see above.`);
    console.log(lastLine(sum));
  }
  return holds(sum) ? 0 : 1;
}

function optionOf(args: readonly string[], name: string): string {
  const at = args.indexOf(name);
  if (at < 0) return "";
  const value = args[at + 1];
  if (value === undefined || value.startsWith("--")) throw new Error(`${name} needs a text`);
  return value;
}

const lineOf = (outcome: Outcome, name: string, rest: string): string =>
  `${WORDS[outcome].padEnd(14)} ${name.padEnd(44)} ${rest}`;

function sentence({ outcome, because, mutant, seconds }: Judged): string {
  const time = seconds > 0 ? ` (${seconds.toFixed(1)} s)` : "";
  const isFine = outcome === "caught" || outcome === "control_ok";
  return lineOf(
    outcome,
    mutant.name,
    isFine ? `${mutant.guard}${time}` : `${because}\n${" ".repeat(60)}${mutant.file}: ${mutant.test}`,
  );
}

const plainly = ({ outcome, because, seconds, mutant }: Judged) => {
  const { name, guard, project, file, test } = mutant;
  return { name, outcome, because, seconds, guard, project, file, test };
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    void stopProcesses().finally(() => {
      removeCopies();
      process.exit(1);
    });
  });
process.exit(await main(process.argv.slice(2)));
