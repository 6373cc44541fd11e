import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { clientFor } from "../platform/client-for";
import { projectVisits } from "./project";
import { readVisitor } from "./read-visits";

/** One visitor read anew and what follows from it asked for. Repeat: reads again, asks for nothing more. */
export async function refreshVisitor(
  services: Services,
  input: { readonly installationId: InstallationId; readonly visitorId: string },
): Promise<{ readonly calls: number; readonly changed: number }> {
  const found = await clientFor(services, input.installationId);
  if (!found) return { calls: 0, changed: 0 };
  const { oneCalls } = await readVisitor(services, found.client.withPriority("webhook"), input);
  const { changed } = await projectVisits(services, input);
  return { calls: oneCalls, changed };
}
