import type { Metadata } from "next";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { ProblemNote } from "@/components/ui/problem-note";
import { readConnections } from "@/lib/services/console/connections";
import { signInProblem } from "@/lib/services/console/problems";
import { type InConsole, readSearch } from "../../../../page-input";
import { requireSession } from "../../../../session";

export const metadata: Metadata = { title: "Connections" };

export default async function Page({ params, searchParams }: InConsole) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const { location, problem } = await readSearch(searchParams);
  const view = await readConnections(services, { installationId, locationId: location ?? null });
  const signIn = signInProblem(problem, "The vendor");
  return (
    <>
      {signIn ? (
        <div className="mb-6">
          <ProblemNote problem={signIn} now={view.now} zone={view.zone} />
        </div>
      ) : null}
      <ConnectionsPage view={view} base={`/${installation}`} />
    </>
  );
}
