import type { Clock } from "@/lib/clock";
import { ulid } from "./ulid";

/** An event as a function receives it. */
export interface EventPayload {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The sender's id, else the server's. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly ts: number;
  readonly user: Readonly<Record<string, unknown>>;
  readonly v?: string;
}

export interface ReceivedEvent {
  readonly internalId: string;
  /** Whether the sender named the event: only such ids are de-duplicated. */
  readonly hasOwnId: boolean;
  readonly payload: EventPayload;
}

/** The answer of `/e/{key}`: events before the bad one count as accepted. */
export interface IntakeResult {
  readonly events: readonly ReceivedEvent[];
  readonly ids: readonly string[];
  readonly error: string | null;
}

export const EVENT_BODY_MAX_BYTES = 3 * 1024 * 1024;

/** Reads the body of `/e/{key}`: one event or an array, blank meaning none. */
export function readEvents(text: string, clock: Clock): IntakeResult {
  const size = Buffer.byteLength(text);
  if (size > EVENT_BODY_MAX_BYTES)
    return nothing(`Event is over the max size: Max ${EVENT_BODY_MAX_BYTES} bytes / Size ${size} bytes`);
  if (text.trim() === "") return nothing(null);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return nothing("the body is not JSON");
  }
  if (body === null || typeof body !== "object") {
    return nothing("Request body must contain an event object or an array of event objects");
  }
  const events: ReceivedEvent[] = [];
  for (const candidate of Array.isArray(body) ? body : [body]) {
    const event = readEvent(candidate, clock);
    if (typeof event === "string") {
      return { events, ids: events.length > 0 ? events.map((e) => e.internalId) : [""], error: event };
    }
    events.push(event);
  }
  return { events, ids: events.length > 0 ? events.map((e) => e.internalId) : [""], error: null };
}

const nothing = (error: string | null): IntakeResult => ({ events: [], ids: [""], error });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The event, or what is wrong with it. */
function readEvent(candidate: unknown, clock: Clock): ReceivedEvent | string {
  if (!isObject(candidate)) return "an event must be an object";
  const { name, data = null, id, ts, user, v } = candidate;
  if (name === undefined || name === "") return "event name is empty";
  if (typeof name !== "string") return "event name must be text";
  if (name.startsWith("inngest/")) return `event name is reserved for internal use: ${name}`;
  if (data !== null && !isObject(data)) return "data must be an object";
  if (ts !== undefined && !(typeof ts === "number" && Number.isInteger(ts)))
    return "ts must be a whole number";
  if (id !== undefined && typeof id !== "string") return "id must be text";
  const now = clock.now();
  const internalId = ulid(now);
  return {
    internalId,
    hasOwnId: id !== undefined && id !== "",
    payload: {
      name,
      data,
      id: id || internalId,
      ts: ts || now.getTime(),
      user: isObject(user) ? user : {},
      ...(typeof v === "string" ? { v } : {}),
    },
  };
}
