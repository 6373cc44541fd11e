export const WINDOW_MS = 60_000;

/**
 * Why each address is limited. How often is one setting for all (`PUBLIC_CALLS_PER_MINUTE`): many times what a
 * person does, far below what guessing needs.
 */
const LIMITED_CALLS = {
  install:
    "Every call costs a signature check, and a good one a call to Nexudus, which allows 120 a minute (its help pages on API limits).",
  "install-answer": "Answers to the pages around an install link: reached before anybody is signed in.",
  "oauth-begin": "Each begins a sign-in at the vendor and stores a row for ten minutes.",
  "vendor-hook": "Calls of a webhook's address without its secret: whoever makes them is guessing.",
  "oauth-callback": "Each may exchange a code at the vendor, with the deployment's own secret.",
};

/** What is counted, each by itself: a flood of one leaves the others open. */
export type LimitedCall = keyof typeof LIMITED_CALLS;
