import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { readShell } from "@/lib/services/console/shell";
import { requireSession } from "../../session";
import { signOutAction } from "./sign-out";

export default async function ConsoleLayout({
  children,
  params,
}: {
  readonly children: ReactNode;
  readonly params: Promise<{ readonly installation: string }>;
}) {
  const { installation } = await params;
  const { services, installationId } = await requireSession(installation);
  const shell = await readShell(services, { installationId });
  return (
    <Shell shell={shell} signOut={signOutAction.bind(null, installation)}>
      {children}
    </Shell>
  );
}
