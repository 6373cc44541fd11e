import type { PinRule } from "../contract";
import type { CredentialField } from "../sign-in";

export const connectFields: readonly CredentialField[] = [
  {
    key: "server",
    label: "Server address",
    help: "As you open it in a browser. Lintel shows its certificate next, for you to compare and confirm.",
    secret: false,
    required: true,
    pattern: "https://[^\\s/@]+/?",
    example: "https://acm.example.com",
  },
  {
    key: "username",
    label: "Username",
    help: "An identity of its own for Lintel, with a role that has the delegations of the manual. Sign in with it once in a browser: ACM asks for a new password first.",
    secret: false,
    required: true,
  },
  {
    key: "password",
    label: "Password",
    help: "Tried once. Wrong passwords can lock the account, so Lintel asks you instead of trying again.",
    secret: true,
    required: true,
  },
  {
    key: "access",
    label: "Way of signing in",
    help: "Leave it as it is unless signing in fails on a server that takes names and passwords with every call only.",
    secret: false,
    required: false,
    options: [
      { value: "session", label: "As the web pages do" },
      { value: "basic", label: "HTTP Basic" },
    ],
  },
];

/** UNVERIFIED: length and uniqueness are settings of the panels, which no source shows. */
export const PIN_RULE: PinRule = {
  min: 4,
  max: 8,
  forbids: [],
  source: "UNVERIFIED: no page says; 4 to 8 digits until a test day told more",
};
