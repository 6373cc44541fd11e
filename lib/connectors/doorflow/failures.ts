import { VendorError } from "../errors";
import { type Failure, RETRY_AFTER_MAX_MS } from "../http-errors";

/** What an application must have been allowed, by the operation that needs it (D6 of docs/vendors/doorflow.md). */
const SCOPES: Readonly<Record<string, string>> = {
  list_groups: "account.group.readonly",
  list_sites: "account.site.readonly",
  list_channels: "account.channel.readonly",
  list_people: "account.person",
  get_person: "account.person",
  create_person: "account.person",
  put_person: "account.person",
  delete_person: "account.person",
  list_credential_types: "account.credential_type.readonly",
  list_credentials: "account.person",
  create_credential: "account.person",
  put_credential: "account.person",
  delete_credential: "account.person",
  list_group_reservations: "account.group_reservation",
  create_group_reservation: "account.group_reservation",
  delete_group_reservation: "account.group_reservation",
  list_events: "account.event.access.readonly",
  sync: "account.sync",
};

/** Everything the connector does, asked for at once: one added later would need every customer's consent again. */
export const REQUESTED_SCOPES = [...new Set([...Object.values(SCOPES)])];
/** Without these nothing reaches a door. */
export const NEEDED_SCOPES = [
  "account.person",
  "account.group.readonly",
  "account.group_reservation",
  "account.sync",
] as const;

const IN_USE = /\b(in use|taken)\b/i;

/** What DoorFlow says in its own way, before the common table. */
export function apiFailure(
  { status, body, headers, isHtml, text = "" }: Failure,
  operation: string,
): VendorError | null {
  const at = `doorflow ${operation}: HTTP ${status}`;
  // A delete answers JSON, text or nothing. A page in front of DoorFlow, or a redirect to one, is none of these.
  if (status < 400)
    return isHtml || status >= 300 || /\bhtml\b/i.test(headers.get("content-type") ?? "")
      ? new VendorError("unexpected_response", at, { status })
      : null;
  if (status === 403 && !isHtml) {
    const permission = SCOPES[operation];
    return new VendorError("permission_denied", at, { status, ...(permission ? { permission } : {}) });
  }
  const wait = status === 429 ? retryInMs(body) : null;
  if (wait !== null) return new VendorError("rate_limited", at, { status, retryAfterMs: wait });
  // Only what is shown depends on the wording, nothing that is done.
  if (status === 422 && IN_USE.test(text))
    return new VendorError("invalid_request", at, { status, vendorCode: "in_use" });
  return null;
}

/** `retry_in`, in seconds (D1). */
function retryInMs(body: unknown): number | null {
  const given: unknown = typeof body === "object" && body !== null && "retry_in" in body ? body.retry_in : 0;
  const seconds = Number(given);
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(1_000, Math.ceil(seconds * 1_000)));
}
