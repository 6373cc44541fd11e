import type { OutsideSystem } from "../direct/network";

/** Tokens and codes a vendor handed out, as it keeps them: by their text. */
interface Kept {
  readonly access: object;
  readonly refresh: object;
  readonly codes: object;
}

/**
 * Tells which of several accounts behind one address a request is for: the one that handed out the token or the code it
 * carries. A token that was revoked is still that account's to refuse.
 */
export function byBearer(of: {
  readonly name: string;
  readonly origin: string;
  /** Where the sign-in is asked for tokens. */
  readonly signIn: string;
  kept(): Kept;
  fetch(request: Request): Response | Promise<Response>;
}): OutsideSystem {
  const known = new Set<string>();
  const isOurs = (token: string | null | undefined) => token != null && known.has(token);
  const learn = () => {
    const { access, refresh, codes } = of.kept();
    for (const tokens of [access, refresh, codes]) for (const token of Object.keys(tokens)) known.add(token);
  };
  return {
    name: of.name,
    owns({ url, headers, body }) {
      if (url.origin !== of.origin) return false;
      const isSignIn = url.pathname.startsWith(of.signIn);
      if (isSignIn) learn();
      const form = new URLSearchParams(isSignIn ? (body ?? "") : "");
      const bearer = headers.get("authorization")?.replace(/^Bearer /, "");
      return [bearer, form.get("code"), form.get("refresh_token")].some(isOurs);
    },
    async answer(request) {
      const response = await of.fetch(request);
      if (new URL(request.url).pathname.startsWith(of.signIn)) learn();
      return response;
    },
  };
}

/** Says yes on a consent page, and gives where that sends back to. */
export async function consent(
  app: { request(input: string, init: RequestInit): Response | Promise<Response> },
  redirectTo: string,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await app.request(redirectTo, {
    method: "POST",
    headers: { host: "127.0.0.1", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...form, decision: "allow" }).toString(),
  });
  return answer.headers.get("location") ?? "";
}
