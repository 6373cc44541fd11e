import { VendorError } from "../errors";
import type { Prefix } from "./answers";
import { type AcmHttp, deleteToken, listTokens } from "./api";
import { bracketed } from "./convert";
import { VENDOR } from "./endpoints";
import type { AcmToken } from "./schemas";

/** Our mark on a card or a PIN is what is printed on it: free text that every admin of the server can read. */
const OWN = "lintel-";
export const isOwn = (token: AcmToken): boolean => token.plasecEmbossednumber.startsWith(OWN);

const DAY_MS = 86_400_000;
const FALSE_FIELDS = [
  "TokenVIP",
  "Trace",
  "tokenExtaccess",
  "tokenPinexempt",
  "tokenUseloseexempt",
  "TokenOffice",
  "TokenSetLockDown",
  "TokenAuditOpenings",
  "TokenOverridePrivacy",
  "TokenOverrideLockDown",
  "TokenEnableReValidation",
];

/**
 * Every field of a token, as both public clients send them: what a form leaves out is blanked. Roles bound what it
 * opens, so it never expires and counts from the day before, whatever the server's zone. UNVERIFIED: that "never
 * expires" goes without a last day.
 */
export function tokenFields(
  token: { readonly number: string; readonly mark: string; readonly pin?: string },
  { prefix, now }: { readonly prefix: Prefix; readonly now: Date },
): Record<string, string> {
  const since = `${new Date(now.getTime() - DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
  return {
    ...bracketed("token", prefix, {
      Internalnumber: token.number,
      Embossednumber: token.mark,
      PIN: token.pin ?? "",
      Tokenstatus: "1",
      TokenType: "0",
      Tokenlevel: "0",
      Download: "TRUE",
      Tokennoexpire: "TRUE",
      TokenMobileAppType: "0",
      TokenOrigoMobileIdType: "0",
      TokenUnitofUpdatePeriod: "0",
      ...Object.fromEntries(FALSE_FIELDS.map((name) => [name, "FALSE"])),
    }),
    [`${prefix}Issuedate`]: since,
    [`${prefix}Activatedate`]: since,
    [`${prefix}Deactivatedate`]: "",
    enrollVirdiAfter: "false",
  };
}

/** For tokens just listed on this very person: a 404 then means that the token is gone meanwhile. */
export async function deleteListed(
  http: AcmHttp,
  personId: string,
  tokens: readonly AcmToken[],
): Promise<void> {
  for (const token of tokens) {
    try {
      await deleteToken(http, personId, token.cn);
    } catch (error) {
      if (!(error instanceof VendorError) || error.kind !== "not_found") throw error;
    }
  }
}

/**
 * Reads again after writes: a redirect alone does not say that they were done. Errors: `unexpected_response` with code
 * `token_not_kept` or `token_not_deleted`.
 */
export async function confirm(
  http: AcmHttp,
  personId: string,
  expected: { readonly made: readonly string[]; readonly gone: readonly AcmToken[] },
): Promise<void> {
  if (expected.made.length + expected.gone.length === 0) return;
  const ids = (await listTokens(http, personId)).map((token) => token.cn);
  const say = (vendorCode: string) =>
    new VendorError("unexpected_response", `${VENDOR} list_tokens: a write was not done`, { vendorCode });
  if (expected.made.some((id) => !ids.includes(id))) throw say("token_not_kept");
  if (expected.gone.some((token) => ids.includes(token.cn))) throw say("token_not_deleted");
}
