import { z } from "zod";
import { VendorError } from "../errors";

/** What stands for a session: the browser's cookie with its CSRF token, or "every call carries name and password". */
const sessionSchema = z.union([
  z.object({ cookie: z.string().min(1), csrf: z.string() }),
  z.object({ basic: z.literal(true) }),
]);
export type AcmSession = z.output<typeof sessionSchema>;

export const sealable = (session: AcmSession): string => JSON.stringify(session);

/** Errors: `credentials_invalid` for a token of another kind of sign-in: an admin must connect again. */
export function readSession(token: string): AcmSession {
  try {
    return sessionSchema.parse(JSON.parse(token));
  } catch {
    throw new VendorError("credentials_invalid", "avigilon-acm: the kept session cannot be read");
  }
}
