const REFERENCE = /^\$ACTION_REF_(.{0,20})$/;
const ACTION_ID = /^[0-9a-f]{40,64}$/;

/**
 * True for a form that Next would fail on with 500: what cannot be read as the multipart form it says it is, or
 * names an action in a way no page of ours does.
 */
export async function isBrokenForm(request: Request): Promise<boolean> {
  if (request.method !== "POST") return false;
  if (!/^\s*multipart\/form-data/i.test(request.headers.get("content-type") ?? "")) return false;
  try {
    return !namesActions(await request.clone().formData());
  } catch {
    return true;
  }
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
