import { ROOT } from "../stack/stack";
import { judgeBuild } from "./judge";

/** Judges the build that is there, without building: a tier of `npm test`. The last line is the sum, as JSON. */
const counts = judgeBuild(ROOT, (line) => console.log(line));
console.log(JSON.stringify(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
