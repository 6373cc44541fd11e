import { describe, expect, it } from "vitest";
import { readBody } from "./read-body";

const never = new AbortController().signal;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A body of these parts that counts how many of them were asked for. */
function partsOf(parts: readonly string[], ends = true) {
  const asked = { count: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const part = parts[asked.count];
        asked.count += 1;
        if (part !== undefined) controller.enqueue(new TextEncoder().encode(part));
        else if (ends) controller.close();
        else return new Promise(() => undefined);
        return undefined;
      },
      cancel() {
        asked.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { asked, request: { body, headers: new Headers() } as Pick<Request, "body" | "headers"> };
}

describe("readBody", () => {
  it("gives the bytes as they came, and none for no body", async () => {
    const { request } = partsOf(["ab", "", "cd"]);
    const read = await readBody(request, { maxBytes: 4, signal: never });
    expect(read.ok && text(read.bytes)).toBe("abcd");
    const none = await readBody({ body: null, headers: new Headers() }, { maxBytes: 4, signal: never });
    expect(none).toEqual({ ok: true, bytes: new Uint8Array(0) });
  });

  it("stops reading at the first byte too many, whatever the headers said", async () => {
    const { asked, request } = partsOf(Array(1_000).fill("abcd"));
    request.headers.set("content-length", "1");
    expect(await readBody(request, { maxBytes: 10, signal: never })).toMatchObject({
      ok: false,
      status: 413,
    });
    expect(asked).toEqual({ count: 3, cancelled: true });
  });

  it("reads nothing of a body that says it is too large", async () => {
    const { asked, request } = partsOf(["ab"]);
    request.headers.set("content-length", "11");
    expect(await readBody(request, { maxBytes: 10, signal: never })).toMatchObject({
      ok: false,
      status: 413,
    });
    expect(asked.count).toBe(0);
  });

  it("gives up on a body that does not go on", async () => {
    const { asked, request } = partsOf(["ab"], false);
    const late = new AbortController();
    const reading = readBody(request, { maxBytes: 10, signal: late.signal });
    await new Promise((resolve) => setImmediate(resolve));
    late.abort();
    expect(await reading).toMatchObject({ ok: false, status: 408 });
    expect(asked.cancelled).toBe(true);
  });

  it("takes a body that breaks off for none", async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.error(new Error("aborted")),
    });
    expect(await readBody({ body, headers: new Headers() }, { maxBytes: 10, signal: never })).toMatchObject({
      ok: false,
      status: 400,
    });
  });
});
