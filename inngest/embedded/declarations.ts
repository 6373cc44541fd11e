import { type CronTrigger, parseCron } from "./cron";
import { durationMs } from "./duration";
import { type Expression, parseExpression } from "./expression";

/** One function as the engine drives it. */
export interface FunctionConfig {
  /** `{appId}-{functionId}`, as in `fnId`. */
  readonly id: string;
  readonly name: string;
  /** retries + 1; 5 when the function does not say. */
  readonly maxAttempts: number;
  readonly events: readonly string[];
  readonly crons: readonly CronTrigger[];
  /** Set on an `onFailure` handler: the id of the function whose failures it hears. */
  readonly failureOf: string | null;
  readonly concurrency: readonly { readonly limit: number; readonly key: Expression | null }[];
  readonly debounce: { readonly periodMs: number; readonly key: Expression | null } | null;
  /** Seconds of head start in the queue, -600 to 600. */
  readonly priority: Expression | null;
}

export interface UnsupportedOption {
  readonly function: string;
  readonly option: string;
  readonly value: unknown;
}

/** The app declares something this engine does not do. Lists all of it; nothing is started. */
export class UnsupportedDeclaration extends Error {
  override readonly name = "UnsupportedDeclaration";

  constructor(readonly problems: readonly UnsupportedOption[]) {
    super(
      `The embedded engine does not support: ${problems
        .map((p) => `${p.function}: ${p.option} = ${JSON.stringify(p.value)}`)
        .join("; ")}`,
    );
  }
}

export const FAILED_EVENT = "inngest/function.failed";
export const FINISHED_EVENT = "inngest/function.finished";

const DEFAULT_MAX_ATTEMPTS = 5;
const RETRIES_MAX = 20;
const CONCURRENCY_MAX = 2;
const KNOWN = new Set(["id", "name", "triggers", "steps", "concurrency", "debounce", "priority"]);
/** Where the wire name is not the name the option has in code. */
const OPTION_NAMES: Readonly<Record<string, string>> = { cancel: "cancelOn" };

type Entry = Readonly<Record<string, unknown>>;
type Refuse = (option: string, value: unknown) => void;

const isEntry = (value: unknown): value is Entry =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Reads the function list an app returns from an in-band sync.
 *
 * Errors: `UnsupportedDeclaration` naming every function, option and value outside the supported set.
 */
export function readDeclarations(functions: unknown): FunctionConfig[] {
  const problems: UnsupportedOption[] = [];
  const entries = Array.isArray(functions) ? functions : [functions];
  const ids = new Set(entries.map((entry) => (isEntry(entry) ? entry.id : undefined)));
  const configs = entries.flatMap((entry) => {
    if (!isEntry(entry) || typeof entry.id !== "string") {
      problems.push({ function: "(unnamed)", option: "entry", value: entry });
      return [];
    }
    const id = entry.id;
    const refuse: Refuse = (option, value) => problems.push({ function: id, option, value });
    for (const key of Object.keys(entry)) if (!KNOWN.has(key)) refuse(OPTION_NAMES[key] ?? key, entry[key]);
    const triggers = readTriggers(id, entry.triggers, ids, refuse);
    return [
      {
        id,
        name: typeof entry.name === "string" ? entry.name : id,
        maxAttempts: readMaxAttempts(entry.steps, refuse),
        ...triggers,
        concurrency: readConcurrency(entry.concurrency, refuse),
        debounce: readDebounce(entry.debounce, refuse),
        priority: readPriority(entry.priority, refuse),
      },
    ];
  });
  if (problems.length > 0) throw new UnsupportedDeclaration(problems);
  return configs;
}

function readTriggers(id: string, value: unknown, ids: ReadonlySet<unknown>, refuse: Refuse) {
  const events: string[] = [];
  const crons: CronTrigger[] = [];
  let failureOf: string | null = null;
  const list = Array.isArray(value) ? value : [];
  if (list.length === 0) refuse("triggers", value);
  for (const trigger of list) {
    const keys = isEntry(trigger) ? Object.keys(trigger) : [];
    const only = (...allowed: string[]) => keys.every((key) => allowed.includes(key));
    if (isEntry(trigger) && typeof trigger.event === "string" && only("event", "expression")) {
      const base = id.replace(/-failure$/, "");
      const isFailureHandler =
        trigger.event === FAILED_EVENT &&
        base !== id &&
        ids.has(base) &&
        list.length === 1 &&
        trigger.expression === `event.data.function_id == '${base}'`;
      if (isFailureHandler) failureOf = base;
      else if (trigger.expression !== undefined) refuse("triggers.if", trigger.expression);
      if (isSupportedEventName(trigger.event)) events.push(trigger.event);
      else refuse("triggers.event", trigger.event);
    } else if (isEntry(trigger) && typeof trigger.cron === "string" && only("cron")) {
      const cron = parseCron(trigger.cron);
      if (cron) crons.push(cron);
      else refuse("triggers.cron", trigger.cron);
    } else {
      refuse("triggers", trigger);
    }
  }
  return { events, crons, failureOf };
}

/** An exact name; of the system's own events only those the engine sends. */
function isSupportedEventName(name: string): boolean {
  if (name === "" || name.includes("*")) return false;
  return !name.startsWith("inngest/") || name === FAILED_EVENT || name === FINISHED_EVENT;
}

function readMaxAttempts(steps: unknown, refuse: Refuse): number {
  const step = isEntry(steps) ? steps.step : undefined;
  if (!isEntry(steps) || !isEntry(step) || Object.keys(steps).length !== 1) {
    refuse("steps", steps);
    return DEFAULT_MAX_ATTEMPTS;
  }
  if (step.retries === undefined) return DEFAULT_MAX_ATTEMPTS;
  const attempts = isEntry(step.retries) ? step.retries.attempts : undefined;
  if (typeof attempts === "number" && Number.isInteger(attempts) && attempts >= 0 && attempts <= RETRIES_MAX)
    return attempts + 1;
  refuse("retries", step.retries);
  return DEFAULT_MAX_ATTEMPTS;
}

function readConcurrency(value: unknown, refuse: Refuse): FunctionConfig["concurrency"] {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value)
    ? value
    : [typeof value === "number" ? { limit: value } : value];
  if (list.length > CONCURRENCY_MAX) refuse("concurrency", value);
  return list.flatMap((constraint) => {
    const fits =
      isEntry(constraint) &&
      Object.keys(constraint).every((key) => ["key", "limit", "scope"].includes(key)) &&
      (constraint.scope === undefined || constraint.scope === "fn") &&
      typeof constraint.limit === "number" &&
      Number.isInteger(constraint.limit) &&
      constraint.limit > 0;
    if (!fits || typeof constraint.limit !== "number") {
      refuse("concurrency", constraint);
      return [];
    }
    return [{ limit: constraint.limit, key: readExpression("concurrency.key", constraint.key, refuse) }];
  });
}

function readDebounce(value: unknown, refuse: Refuse): FunctionConfig["debounce"] {
  if (value === undefined) return null;
  if (!isEntry(value)) {
    refuse("debounce", value);
    return null;
  }
  for (const key of Object.keys(value))
    if (key !== "key" && key !== "period") refuse(`debounce.${key}`, value[key]);
  const periodMs = typeof value.period === "string" ? durationMs(value.period) : null;
  if (periodMs === null || periodMs < 1000) refuse("debounce.period", value.period);
  return { periodMs: periodMs ?? 0, key: readExpression("debounce.key", value.key, refuse) };
}

function readPriority(value: unknown, refuse: Refuse): Expression | null {
  if (value === undefined) return null;
  if (isEntry(value) && Object.keys(value).every((key) => key === "run"))
    return readExpression("priority.run", value.run, refuse);
  refuse("priority", value);
  return null;
}

function readExpression(option: string, source: unknown, refuse: Refuse): Expression | null {
  if (source === undefined) return null;
  const parsed = typeof source === "string" ? parseExpression(source) : null;
  if (parsed === null) refuse(option, source);
  return parsed;
}
