import type { NextResponse } from "next/server";
import { plainPage } from "./plain-page";

/** Shown instead of any page while the database is down; needs nothing that could be down with it. */
export function unavailablePage(): NextResponse {
  return plainPage({
    status: 503,
    title: "Lintel is not available right now",
    text: "Its database does not answer. Doors keep what was handed to them; Lintel goes on by itself as soon as the database is back.",
    retryAfterSeconds: 30,
    again: "Try again",
  });
}
