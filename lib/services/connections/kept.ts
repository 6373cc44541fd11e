import type { ConnectionRow } from "@/db/queries/connections";
import { ServiceError } from "../context";

/** Whether Lintel keeps the doors of a connection: gives, takes and checks. Not while it is being disconnected. */
export const isKept = (connection: Pick<ConnectionRow, "state" | "disconnectingSince">): boolean =>
  (connection.state === "active" || connection.state === "paused") && connection.disconnectingSince === null;

/** Errors: `precondition_failed` when everything is being taken back, or has been: nothing may be given again. */
export function refuseIfLeaving(connection: Pick<ConnectionRow, "state" | "disconnectingSince">): void {
  if (connection.state === "disconnected")
    throw new ServiceError(
      "precondition_failed",
      "This connection is disconnected. Connect the vendor anew.",
    );
  if (connection.disconnectingSince !== null)
    throw new ServiceError(
      "precondition_failed",
      "This connection is being disconnected: what Lintel gave is being taken back.",
    );
}
