import type { APIRequestContext, APIResponse } from "@playwright/test";

const BOUNDARY = "----lintel-action";

/** What an action is called with, in its order; a form stands where the form does. */
export type ActionArgument = Form | string | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Names and values as a form posts them. */
export class Form {
  constructor(readonly fields: readonly (readonly [string, string])[]) {}
}

/** What `useActionState` hands over before the first answer. */
export const IDLE = { status: "idle", message: null, fieldErrors: {}, values: {} };

interface Call {
  readonly id: string;
  /** Address of a page that answers for the action. */
  readonly url: string;
  readonly args: readonly ActionArgument[];
  /** As a browser on our own page sends them, unless told otherwise. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls a server action as the browser's own code does: plain text without a form, several parts with one. */
export function callAction(request: APIRequestContext, call: Call): Promise<APIResponse> {
  const form = call.args.find((arg) => arg instanceof Form);
  const root = JSON.stringify(call.args.map((arg) => (arg instanceof Form ? "$K1" : arg)));
  const headers = { accept: "text/x-component", "next-action": call.id, ...call.headers };
  if (!form)
    return request.post(call.url, {
      data: Buffer.from(root),
      headers: { ...headers, "content-type": "text/plain;charset=UTF-8" },
      maxRedirects: 0,
    });
  const parts = [...form.fields.map(([name, value]) => [`_1_${name}`, value] as const), ["0", root] as const];
  const body = parts
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("");
  return request.post(call.url, {
    data: Buffer.from(`${body}--${BOUNDARY}--\r\n`),
    headers: { ...headers, "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
    maxRedirects: 0,
  });
}

/** As a browser names its own page. */
export const fromOwnPage = (origin: string) => ({ origin, "sec-fetch-site": "same-origin" });
