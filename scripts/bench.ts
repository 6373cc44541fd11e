import { type Check, type Times, table } from "./bench/checks";
import { measurePlanner } from "./bench/planner";
import { measureServices } from "./bench/services";

/**
 * `npm run bench`: exit code 1 when a count or a ratio is above its bar; times are printed only.
 * `--json` prints one JSON value instead of the table; `--members n --bookings n` choose another size.
 */
function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} needs a whole number above zero`);
  return value;
}

const size = { members: numberOption("--members", 1_000), bookings: numberOption("--bookings", 5_000) };
const parts: readonly { readonly checks: Check[]; readonly times: Times }[] = [
  measurePlanner(),
  await measureServices(size),
];
const checks = parts.flatMap((part) => part.checks);
const times: Times = Object.assign({}, ...parts.map((part) => part.times));
if (process.argv.includes("--json")) console.log(JSON.stringify({ size, checks, times }, null, 2));
else console.log(table(checks, times));
process.exitCode = checks.every((check) => check.holds) ? 0 : 1;
