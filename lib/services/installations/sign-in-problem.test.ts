import { describe, expect, it } from "vitest";
import { type SignInSignals, signInProblem } from "./sign-in-problem";

const fine: SignInSignals = {
  cookie: "none",
  hasOtherSchemeCookie: false,
  isFramed: false,
  way: "as_configured",
  isOtherHost: false,
  isOtherScheme: false,
};
const everything = {
  hasOtherSchemeCookie: true,
  isFramed: true,
  way: "other_host",
  isOtherHost: true,
  isOtherScheme: true,
} as const;

describe("why a sign-in did not stick", () => {
  it("is nothing once the cookie is good, whatever the headers say", () => {
    expect(signInProblem({ ...fine, ...everything, cookie: "good" })).toBeNull();
  });

  it("is the frame before anything else", () => {
    expect(signInProblem({ ...fine, ...everything })).toBe("framed");
  });

  it("is the host before the scheme, seen now or when the link came in", () => {
    expect(signInProblem({ ...fine, ...everything, isFramed: false })).toBe("wrong_host");
    expect(signInProblem({ ...fine, isOtherHost: true })).toBe("wrong_host");
    expect(signInProblem({ ...fine, way: "other_host" })).toBe("wrong_host");
  });

  it("is the mix of http and https, by either sign of it", () => {
    expect(signInProblem({ ...fine, isOtherScheme: true })).toBe("scheme_mismatch");
    expect(signInProblem({ ...fine, way: "other_scheme" })).toBe("scheme_mismatch");
    expect(signInProblem({ ...fine, hasOtherSchemeCookie: true })).toBe("scheme_mismatch");
  });

  it.each([
    ["none", "cookies_blocked"],
    ["unreadable", "cookie_unreadable"],
    ["other_secret", "cookie_other_secret"],
    ["expired", "cookie_expired"],
    ["ended", "cookie_ended"],
    ["other_account", "cookie_other_account"],
  ] as const)("is a cause of its own for a cookie that is %s", (cookie, cause) => {
    expect(signInProblem({ ...fine, cookie })).toBe(cause);
  });
});
