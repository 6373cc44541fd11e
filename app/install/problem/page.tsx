import type { Metadata } from "next";
import { InstallProblem } from "@/components/problems/install-problem";
import { installProblem } from "@/lib/services/console/install-problem";
import { readSearch, type Search } from "../../page-input";
import { servicesFor } from "../../runtime";

export const metadata: Metadata = { title: "Not installed" };

/** Why an install link was not followed: `/install` is answered with this page. */
export default async function Page({ searchParams }: { readonly searchParams: Search }) {
  const told = await readSearch(searchParams);
  const { marketplaceUrl } = servicesFor("install").config.nexudus;
  return <InstallProblem view={installProblem(told, marketplaceUrl)} />;
}
