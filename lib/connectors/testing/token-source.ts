import type { TokenSource } from "../contract";
import { VendorError } from "../errors";

/** Tokens in the order they are handed out; renewing past the last one is refused, as by a vendor. */
export function tokensOf(...tokens: readonly string[]): TokenSource & { renewals: number } {
  let at = 0;
  return {
    renewals: 0,
    async current() {
      return tokens[at] ?? "";
    },
    async renew(refused) {
      this.renewals += 1;
      if (refused === tokens[at]) at += 1;
      const next = tokens[at];
      if (next === undefined) throw new VendorError("credentials_invalid", "test: no token left");
      return next;
    },
  };
}

/** Tokens that `issue` makes: a newer one each time the last one was refused. */
export function tokensFrom(issue: () => string): TokenSource & { renewals: number } {
  let token = issue();
  return {
    renewals: 0,
    async current() {
      return token;
    },
    async renew(refused) {
      this.renewals += 1;
      if (refused === token) token = issue();
      return token;
    },
  };
}
