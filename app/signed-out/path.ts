import type { Route } from "next";
import type { SignedOutReason } from "@/lib/services/install-views";

/** Where everybody without a good session ends: a public page that never redirects. */
export const SIGNED_OUT_PATH = "/signed-out";

/** A closed list: the page picks its words by it and repeats nothing of the address. */
export const SIGNED_OUT_REASONS = [
  "none",
  "unreadable",
  "other_secret",
  "expired",
  "ended",
  "signed_out",
] as const satisfies readonly SignedOutReason[];

export const signedOutPath = (reason: SignedOutReason) => `${SIGNED_OUT_PATH}?reason=${reason}` as Route;
