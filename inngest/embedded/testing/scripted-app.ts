import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Clock } from "@/lib/clock";
import { listen } from "../listen";

/** A moment relative to the call or send it stands in. */
interface InMs {
  readonly inMs: number;
}

interface FixtureOp {
  readonly op: string;
  readonly id: string;
  readonly name?: string | InMs;
}

interface FixtureAnswer {
  readonly status?: number;
  /** The connection is closed without an answer. */
  readonly closed?: boolean;
  /** False: something in front of the app answers. */
  readonly sdk?: boolean;
  readonly noRetry?: boolean;
  readonly retryAfter?: string | InMs;
  readonly body?: unknown;
}

export interface FixtureEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly id?: string;
  readonly inMs?: number;
}

export interface SentCall {
  readonly fnId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly version: number;
  readonly onlyPlan: boolean;
  readonly stack: readonly string[];
  readonly steps: Readonly<Record<string, unknown>>;
  readonly event: { readonly name: string; readonly data: unknown };
}

export interface FixtureCall extends SentCall {
  /** Which of the scenario's runs the call belongs to. */
  readonly run: string;
  readonly answer: FixtureAnswer;
  /** Answers came in this order. */
  readonly answered: number;
  /** What the step itself sends to the event API before it answers. */
  readonly sends?: readonly FixtureEvent[];
}

interface FixtureFunction {
  readonly id: string;
  readonly retries?: number;
}

export interface Fixture {
  readonly scenario: string;
  readonly functions: readonly FixtureFunction[];
  readonly events: readonly { readonly atMs: number; readonly events: readonly FixtureEvent[] }[];
  readonly calls: readonly FixtureCall[];
  readonly ends: readonly { readonly function: string; readonly status: string }[];
}

interface Body {
  readonly version: number;
  readonly event: { readonly name: string; readonly data: Readonly<Record<string, unknown>> | null };
  readonly events: readonly unknown[];
  readonly steps: Readonly<Record<string, unknown>>;
  readonly ctx: {
    readonly run_id: string;
    readonly attempt: number;
    readonly max_attempts: number;
    readonly disable_immediate_execution: boolean;
    readonly stack: { readonly stack: readonly string[] };
    readonly fn_id?: unknown;
  };
}

/** An app that plays one recorded scenario: it answers each call as the SDK did then, in that order. */
export class ScriptedApp {
  /** Calls that stand nowhere in the recording, in short. */
  readonly unexpected: string[] = [];
  /** Recorded call and what the engine sent, for comparison. */
  readonly matched: { readonly expected: SentCall; readonly sent: SentCall }[] = [];
  private readonly open: Set<FixtureCall>;
  private readonly unanswered: Set<number>;
  private readonly runs = new Map<string, string>();
  private listening: Awaited<ReturnType<typeof listen>> | null = null;
  sendEvents: (events: readonly FixtureEvent[]) => Promise<unknown> = async () => undefined;

  constructor(
    private readonly fixture: Fixture,
    private readonly clock: Clock,
  ) {
    this.open = new Set(fixture.calls);
    this.unanswered = new Set(fixture.calls.map((call) => call.answered));
  }

  get isPlayed(): boolean {
    return this.unanswered.size === 0;
  }

  get url(): string {
    return `${this.listening?.url}/api/inngest`;
  }

  async start(): Promise<void> {
    const app = new Hono<{ Bindings: HttpBindings }>();
    app.put("/api/inngest", (c) =>
      c.json({ functions: this.fixture.functions.map(wireEntry) }, 200, SDK_HEADERS),
    );
    app.post("/api/inngest", async (c) => {
      const { fnId = "", stepId = "" } = c.req.query();
      const answer = await this.answer(fnId, stepId, await c.req.json<Body>());
      if (answer === "closed") c.env.incoming.socket.destroy();
      return answer === "closed" ? c.body(null) : answer;
    });
    this.listening = await listen(app, 0);
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }

  private async answer(fnId: string, stepId: string, body: Body): Promise<Response | "closed"> {
    const sent = toSentCall(fnId, stepId, body);
    const call = [...this.open].find((candidate) => this.isSame(candidate, sent, body.ctx.run_id));
    if (!call || body.ctx.fn_id !== undefined || body.events.length !== 1) {
      this.unexpected.push(
        `${fnId} ${stepId} attempt ${sent.attempt} with ${Object.keys(sent.steps).length} steps`,
      );
      return Response.json(
        { name: "Error", message: "not in the recording" },
        { status: 400, headers: { ...SDK_HEADERS, "x-inngest-no-retry": "true" } },
      );
    }
    this.open.delete(call);
    this.runs.set(body.ctx.run_id, call.run);
    const { run: _run, answer, answered, sends, ...expected } = call;
    this.matched.push({ expected, sent });
    while (Math.min(...this.unanswered) < answered) await this.clock.sleep(1);
    if (sends) await this.sendEvents(sends);
    this.unanswered.delete(answered);
    return this.respond(answer);
  }

  private isSame(candidate: FixtureCall, sent: SentCall, runId: string): boolean {
    const bound = this.runs.get(runId);
    const isTaken = [...this.runs.values()].includes(candidate.run);
    if (bound === undefined ? isTaken : bound !== candidate.run) return false;
    const identity = (c: SentCall) =>
      JSON.stringify([
        c.fnId,
        c.stepId,
        c.attempt,
        Object.keys(c.steps).sort(),
        c.event.name,
        sorted(c.event.data),
      ]);
    return identity(candidate) === identity(sent);
  }

  private respond(answer: FixtureAnswer): Response | "closed" {
    if (answer.closed) return "closed";
    const headers: Record<string, string> =
      answer.sdk === false ? { "content-type": "text/html" } : { ...SDK_HEADERS };
    if (answer.noRetry !== undefined) headers["x-inngest-no-retry"] = String(answer.noRetry);
    if (answer.retryAfter !== undefined) headers["retry-after"] = this.moment(answer.retryAfter);
    const body =
      Array.isArray(answer.body) && answer.status === 206
        ? answer.body.map((op: FixtureOp) => this.op(op))
        : (answer.body ?? null);
    const text = answer.sdk === false ? "<html><body>a proxy speaks</body></html>" : JSON.stringify(body);
    return new Response(text, { status: answer.status ?? 500, headers });
  }

  private op(op: FixtureOp) {
    return op.name === undefined ? op : { ...op, name: this.moment(op.name) };
  }

  private moment(value: string | InMs): string {
    return typeof value === "string"
      ? value
      : new Date(this.clock.now().getTime() + value.inMs).toISOString();
  }
}

const SDK_HEADERS = {
  "content-type": "application/json",
  "x-inngest-sdk": "inngest-js:v4.24.0",
  "x-inngest-sdk-handled": "true",
};

/** A function entry as an in-band sync returns it. */
function wireEntry({ retries, ...entry }: FixtureFunction) {
  return {
    name: entry.id,
    ...entry,
    steps: { step: { id: "step", ...(retries === undefined ? {} : { retries: { attempts: retries } }) } },
  };
}

function toSentCall(fnId: string, stepId: string, body: Body): SentCall {
  const { ctx } = body;
  return {
    fnId,
    stepId,
    attempt: ctx.attempt,
    maxAttempts: ctx.max_attempts,
    version: body.version,
    onlyPlan: ctx.disable_immediate_execution,
    stack: ctx.stack.stack,
    steps: Object.fromEntries(Object.entries(body.steps).map(([id, state]) => [id, withoutStack(state)])),
    event: reducedEvent(body.event),
  };
}

function withoutStack(state: unknown): unknown {
  const error = (state as { error?: { name?: unknown; message?: unknown } } | null)?.error;
  return error ? { error: { name: error.name, message: error.message } } : state;
}

/** System events carry ids and times of their own; what matters of them is kept. */
function reducedEvent({ name, data }: Body["event"]): SentCall["event"] {
  if (name === "inngest/scheduled.timer") return { name, data: { cron: data?.cron } };
  if (!name.startsWith("inngest/function.")) return { name, data };
  const { _inngest, error, function_id } = data as {
    _inngest: { status: string };
    error: { name: string; message: string };
    function_id: string;
  };
  return {
    name,
    data: { function_id, status: _inngest.status, error: { name: error.name, message: error.message } },
  };
}

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
