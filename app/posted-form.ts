const REFERENCE = /^\$ACTION_REF_(.{0,20})$/;
const ACTION_ID = /^[0-9a-f]{40,64}$/;

/**
 * The status for a form that is refused before Next sees it, or null to let it pass. From another site: 403, where
 * Next would fail with 500. What cannot be read as the form it says it is, or names an action in a way no page of
 * ours does: 400.
 */
export async function formRefusal(request: Request, origin: string): Promise<400 | 403 | null> {
  if (request.method !== "POST") return null;
  if (!isFromHere(request.headers, origin)) return 403;
  if (!/^\s*multipart\/form-data/i.test(request.headers.get("content-type") ?? "")) return null;
  try {
    return namesActions(await request.clone().formData()) ? null : 400;
  } catch {
    return 400;
  }
}

/** Pages that send no referrer write "null"; then the browser's own word counts, which no script can forge. */
function isFromHere(headers: Headers, origin: string): boolean {
  const from = headers.get("origin");
  if (from === null || from === origin) return headers.get("sec-fetch-site") !== "cross-site";
  return from === "null" && headers.get("sec-fetch-site") === "same-origin";
}

/** Each action a form refers to has an id, and the values bound to it came along. */
function namesActions(form: FormData): boolean {
  return [...form.keys()].every((name) => {
    const key = REFERENCE.exec(name)?.[1];
    if (key === undefined) return true;
    const { id, bound } = parsed(form.get(`$ACTION_${key}:0`)) as { id?: unknown; bound?: unknown };
    if (typeof id !== "string" || !ACTION_ID.test(id)) return false;
    if (bound === null) return true;
    const part = typeof bound === "string" ? /^\$@([0-9a-f]{1,8})$/.exec(bound)?.[1] : undefined;
    return (
      part !== undefined && Array.isArray(parsed(form.get(`$ACTION_${key}:${Number.parseInt(part, 16)}`)))
    );
  });
}

function parsed(value: FormDataEntryValue | null): object {
  const found: unknown = typeof value === "string" ? JSON.parse(value) : null;
  return typeof found === "object" && found !== null ? found : {};
}
