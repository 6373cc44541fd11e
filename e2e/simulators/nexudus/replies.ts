import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { FieldError } from "./writes";

const plainHeaders = { "content-type": "application/json; charset=utf-8", "cache-control": "no-cache" };

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: plainHeaders });

export const unauthorized = (): Response =>
  new Response(null, { status: 401, headers: { "cache-control": "no-cache" } });

export const notAllowed = (): Response =>
  json({ Message: "The requested resource does not support this method." }, 405);

/** Get-one of an id that is not there: 404 with text, or the 500 that was seen for vanished rows. */
export const missing = (status: 404 | 500): Response =>
  status === 404 ? json("Not found", 404) : json({ Message: "An error has occurred." }, 500);

interface Outcome {
  readonly status: number;
  readonly message: string;
  readonly value: unknown;
  readonly errors: readonly FieldError[] | null;
  readonly updated?: { readonly on: string; readonly by: string };
}

const envelope = (o: Outcome) => ({
  Status: o.status,
  Message: o.message,
  Value: o.value,
  OpenInDialog: false,
  OpenInWindow: false,
  RedirectURL: null,
  JavaScript: null,
  UpdatedOn: o.updated?.on ?? null,
  UpdatedBy: o.updated?.by ?? null,
  Errors: o.errors,
  WasSuccessful: o.errors === null,
});

export const done = (message: string, value: unknown, updated?: Outcome["updated"]): Response =>
  json(envelope({ status: 200, message, value, errors: null, ...(updated ? { updated } : {}) }));

const worded = (errors: readonly FieldError[]) =>
  errors.map((e) => `${e.PropertyName}: ${e.Message}`).join("\n");

/** A 400 whose body says 500, as the platform does. */
export const invalid = (errors: readonly FieldError[]): Response =>
  json(envelope({ status: 500, message: worded(errors), value: null, errors }), 400);

/** A business rule said no: HTTP 200 all the same. */
export const refused = (property: string, message: string): Response => {
  const errors = [{ AttemptedValue: null, Message: message, PropertyName: property }];
  return json(envelope({ status: 500, message: worded(errors), value: null, errors }));
};

/** What is answered when it is not said what is wrong. */
export const generic = (): Response =>
  json(envelope({ status: 500, message: "Ooops! Something went wrong.", value: null, errors: [] }), 400);

const mustWait = "You must wait before accessing this url again.";

export function throttled(c: Context, signal: "409" | "429"): Response {
  if (signal === "429") {
    return new Response(JSON.stringify({ Message: "Too many requests. Wait 1 seconds." }), {
      status: 429,
      headers: { ...plainHeaders, "retry-after": "1" },
    });
  }
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  if (outgoing) outgoing.statusMessage = mustWait;
  return new Response(null, {
    status: 409,
    statusText: mustWait,
    headers: { "retry-after": "1", "cache-control": "no-cache" },
  });
}

export const firewallPage =
  "<!DOCTYPE html><html><head><title>Attention Required!</title></head><body><h1>Sorry, you have been blocked</h1></body></html>";
