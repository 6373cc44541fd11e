import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

/**
 * Preloaded where plays run. Of each piece of each statement the query builder asks which of its kinds it is, and looks
 * through the piece's classes every time: an eighth of what a play costs. Here its own answer is asked for once a class.
 */
const KINDS = /\/node_modules\/drizzle-orm\/entity\.js$/;

if (isMainThread) register(import.meta.url);

export async function load(url, context, nextLoad) {
  if (!KINDS.test(url)) return nextLoad(url, context);
  const asItIs = JSON.stringify(`${url}?as-it-is`);
  const source = `
    import { is as ask } from ${asItIs};
    export * from ${asItIs};
    const answers = new Map();
    export function is(value, type) {
      if (!value || typeof value !== "object") return false;
      const own = Object.getPrototypeOf(value);
      let known = answers.get(type);
      if (known === undefined) answers.set(type, (known = new Map()));
      let answer = known.get(own);
      if (answer === undefined) known.set(own, (answer = ask(value, type)));
      return answer;
    }`;
  return { format: "module", shortCircuit: true, source };
}
