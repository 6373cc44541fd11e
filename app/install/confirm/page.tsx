import type { Metadata, Route } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { InstallQuestion } from "@/components/install/install-question";
import { NoticePage } from "@/components/problems/notice-page";
import { Button } from "@/components/ui/button";
import { describeQuestion } from "@/lib/services/installations/describe-question";
import { servicesFor } from "../../runtime";
import { currentSession } from "../../session";
import { PENDING_COOKIE } from "../pending-cookie";
import { accept, decline } from "./actions";

export const metadata: Metadata = { title: "One question first", robots: { index: false } };

/** Asks what a genuine link would do before it does it. Public: the browser's own cookie says which link. */
export default async function Page() {
  const session = await currentSession();
  const services = servicesFor("install");
  const described = await describeQuestion(services, {
    browserToken: (await cookies()).get(PENDING_COOKIE)?.value ?? null,
    sessionInstallation: session?.installation.id ?? null,
  });
  if (described.kind === "asks")
    return <InstallQuestion view={described.view} accept={accept} decline={decline} />;
  if (described.kind === "problem") {
    const { code, location } = described;
    const told = new URLSearchParams({ code, ...(location ? { location } : {}) });
    redirect(`/install/problem?${told}` as Route);
  }
  return (
    <NoticePage
      title="There is nothing to answer here"
      action={
        <Button asChild variant="primary">
          <a href={services.config.nexudus.marketplaceUrl}>Open Nexudus</a>
        </Button>
      }
    >
      <p>A question about a link from Nexudus waits for ten minutes and is answered once. Nothing changed.</p>
      <p>Open Lintel from Nexudus again.</p>
    </NoticePage>
  );
}
