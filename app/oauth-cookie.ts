/** Binds the answer of a vendor's sign-in to the browser that began it. Sent to the callback only. */
export const OAUTH_COOKIE = "lintel-oauth";

export const oauthCookieOptions = (origin: string) => ({
  httpOnly: true,
  sameSite: "lax" as const,
  secure: origin.startsWith("https://"),
  path: "/api/vendors",
  maxAge: 600,
});
