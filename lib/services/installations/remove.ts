import { countTakenBack } from "@/db/queries/disconnect";
import { getInstallation } from "@/db/queries/installations";
import type { InstallationId } from "@/lib/access/types";
import { ServiceError, type Services } from "../context";
import { beginRemoval } from "./begin-removal";

/** What the admin types to confirm: the account's own name. */
export const confirmWordOf = (installation: { readonly subdomain: string | null }): string =>
  installation.subdomain ?? "remove";

/**
 * "Remove Lintel" (design I5): takes back everything Lintel gave, then forgets the account. `grants` is the
 * number that was shown. Repeat while under way: no change.
 * Errors: `validation` on `confirm` for another word; `conflict` when more would be taken than was shown.
 */
export async function removeInstallation(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly confirm: string;
    readonly grants: number;
    readonly removePeople: boolean;
  },
): Promise<void> {
  const { installationId, removePeople } = input;
  const installation = await getInstallation(services.db, { installationId });
  if (!installation || installation.state === "removed")
    throw new ServiceError("not_found", "There is no such installation.");
  const word = confirmWordOf(installation);
  if (input.confirm.trim().toLowerCase() !== word.toLowerCase())
    throw new ServiceError("validation", `Type ${word} to confirm.`, "confirm");
  if (installation.state === "removing") return;
  const open = (await countTakenBack(services.db, { installationId })).reduce(
    (sum, row) => sum + row.open,
    0,
  );
  if (open > input.grants)
    throw new ServiceError(
      "conflict",
      `Meanwhile there are ${open} grants to take back. Nothing was changed; look at the numbers and confirm again.`,
    );
  await beginRemoval(services, { installationId, reason: "asked", removePeople });
}
