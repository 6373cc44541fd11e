import { createHmac } from "node:crypto";
import { z } from "zod";
import { equalInConstantTime } from "./constant-time";
import { idText, optionalInstant } from "./scalars";
import { memberOf, type RecordKind, recordKindOf } from "./webhook-actions";

/** Which reading of the body the signature matched. */
export type SignedForm = "raw" | "folded" | "wrapped-raw" | "wrapped-folded";

export type DeliveryVerdict =
  | {
      readonly verdict: "signed";
      readonly candidate: { readonly secretIndex: number; readonly form: SignedForm };
    }
  /** No signature header: a hint at most. */
  | { readonly verdict: "unsigned" }
  | { readonly verdict: "wrong" };

/** ASCII as .NET encodes it: every UTF-16 unit above 0x7F becomes "?". */
const foldToAscii = (text: string) => text.replace(/[^\0-\x7f]/g, "?");

function formsOf(rawBody: Uint8Array): { form: SignedForm; bytes: Uint8Array }[] {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(rawBody);
  const folded = Buffer.from(foldToAscii(text), "latin1");
  const forms: { form: SignedForm; bytes: Uint8Array }[] = [
    { form: "raw", bytes: rawBody },
    { form: "folded", bytes: folded },
  ];
  if (/^\s*\{/.test(text)) {
    const wrap = (bytes: Uint8Array) => Buffer.concat([Buffer.from("["), bytes, Buffer.from("]")]);
    forms.push(
      { form: "wrapped-raw", bytes: wrap(rawBody) },
      { form: "wrapped-folded", bytes: wrap(folded) },
    );
  }
  return forms;
}

/**
 * Checks the `X-Nexudus-Hook-Signature` header against the raw body and every secret that may have been used
 * (add-on secret key, the location's own). Carries no time: a replay verifies.
 *
 * Source: Nexudus "Verifying webhooks created via the API". UNVERIFIED: which secret signs hooks of add-ons,
 * and whether bodies are folded to ASCII before signing; hence all candidates.
 */
export function verifyDelivery(
  rawBody: Uint8Array,
  header: string | null,
  secrets: readonly string[],
): DeliveryVerdict {
  const given = header?.trim().toLowerCase() ?? "";
  if (given === "") return { verdict: "unsigned" };
  const forms = formsOf(rawBody);
  let match: { secretIndex: number; form: SignedForm } | null = null;
  for (const [secretIndex, secret] of secrets.entries()) {
    // An unset secret would let anybody sign.
    if (secret === "") continue;
    const key = Buffer.from(foldToAscii(secret), "latin1");
    // No early exit: every candidate is computed, whichever matches.
    for (const { form, bytes } of forms) {
      const expected = createHmac("sha256", key).update(bytes).digest("hex");
      if (equalInConstantTime(expected, given) && match === null) match = { secretIndex, form };
    }
  }
  return match === null ? { verdict: "wrong" } : { verdict: "signed", candidate: match };
}

/** One record of a delivery, reduced to what says where to look again. Never the facts themselves. */
export interface DeliveredRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** The members the record speaks of; several for a team, none when the record does not tell. */
  readonly coworkerIds: readonly string[];
  /** For the log only: an equal or older value is no reason to skip. */
  readonly updatedOn: Date | null;
}

const RECORDS_MAX = 1_000;
const bare = z.looseObject({ Id: idText, UpdatedOn: optionalInstant.catch(null) });

/** Real ones are wrapped once; a hostile one as often as a megabyte holds. */
const WRAPPERS_MAX = 4;

function unwrap(body: unknown, wrappers = 0): readonly unknown[] | null {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null) return null;
  const { Records, Value, Data } = body as Record<string, unknown>;
  if (Array.isArray(Records)) return Records;
  if ("Id" in body) return [body];
  const inner = Value ?? Data;
  if (inner === undefined || inner === null || wrappers >= WRAPPERS_MAX) return null;
  return unwrap(inner, wrappers + 1);
}

/**
 * Reads the records of a delivery. Bodies name neither action nor location: both come from the address the
 * hook was registered with. Takes an array, `{Records}`, a bare record, or one wrapped in `Value` or `Data`.
 * Null when nothing in it can be understood.
 */
export function parseDelivery(rawBody: Uint8Array, action: number): readonly DeliveredRecord[] | null {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    return null;
  }
  const rows = unwrap(body);
  if (rows === null || rows.length > RECORDS_MAX) return null;
  const records = rows.flatMap((row): DeliveredRecord[] => {
    const parsed = bare.safeParse(row);
    if (!parsed.success) return [];
    const kind = recordKindOf(action, parsed.data);
    return [
      {
        kind,
        id: parsed.data.Id,
        coworkerIds: memberOf(kind, parsed.data),
        updatedOn: parsed.data.UpdatedOn,
      },
    ];
  });
  return records.length === 0 && rows.length > 0 ? null : records;
}
