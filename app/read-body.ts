export type Body =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly status: 400 | 408 | 413; readonly error: string };

const refused = (status: 400 | 408 | 413, error: string): Body => ({ ok: false, status, error });

/**
 * The raw body up to `maxBytes`. Stops reading as soon as it is larger, whatever the headers said, or when
 * `signal` aborts; what was read by then is dropped. Never throws: a body that breaks off is a 400 nobody waits for.
 */
export async function readBody(
  request: Pick<Request, "body" | "headers">,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Body> {
  const tooLarge = refused(413, `The body is larger than ${Math.floor(maxBytes / 1024)} kB.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const reader = request.body?.getReader();
  const stop = () => void reader?.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (reader && !signal.aborted) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) {
        stop();
        return tooLarge;
      }
      chunks.push(value);
    }
  } catch {
    return refused(400, "The body broke off.");
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return signal.aborted
    ? refused(408, "The body came too slowly.")
    : { ok: true, bytes: joined(chunks, size) };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
