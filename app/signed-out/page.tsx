import type { Metadata } from "next";
import { SignedOutPage } from "@/components/problems/signed-out-page";
import { readSearch, type Search } from "../page-input";
import { servicesFor } from "../runtime";

export const metadata: Metadata = { title: "Signed out" };

/** Public, and goes nowhere by itself. */
export default async function Page({ searchParams }: { readonly searchParams: Search }) {
  const { reason } = await readSearch(searchParams);
  return (
    <SignedOutPage
      reason={reason === "signed_out" ? "signed_out" : "session_ended"}
      nexudusUrl={servicesFor("signed-out").config.nexudus.marketplaceUrl}
    />
  );
}
