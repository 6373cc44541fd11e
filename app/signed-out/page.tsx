import type { Metadata } from "next";
import { SignedInPage, SignedOutPage } from "@/components/problems/signed-out-page";
import { oneOf, readSearch, type Search } from "../page-input";
import { servicesFor } from "../runtime";
import { readSession } from "../session";
import { SIGNED_OUT_REASONS } from "./path";

export const metadata: Metadata = { title: "Signed out" };

/** Public, and goes nowhere by itself. Asked for by hand, it says what the cookie of this request says. */
export default async function Page({ searchParams }: { readonly searchParams: Search }) {
  const { reason } = await readSearch(searchParams);
  const session = await readSession();
  if (session.kind === "good") return <SignedInPage consoleHref={`/${session.installation.id}`} />;
  return (
    <SignedOutPage
      reason={reason === undefined ? session.kind : oneOf(SIGNED_OUT_REASONS, reason)}
      nexudusUrl={servicesFor("signed-out").config.nexudus.marketplaceUrl}
    />
  );
}
