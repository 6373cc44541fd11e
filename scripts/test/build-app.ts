import { ensureBuilt } from "../stack/build";
import { ROOT } from "../stack/stack";

/** Builds the app, unless it was built from the same sources. */
ensureBuilt(ROOT, (line) => console.log(line));
