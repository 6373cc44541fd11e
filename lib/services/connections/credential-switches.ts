import type { ConnectionRow } from "@/db/queries/connections";
import type { ConnectorDefinition } from "@/lib/connectors/contract";
import { ServiceError } from "../context";

/** What a connection carries to its vendor. */
export type CredentialSwitches = Pick<ConnectionRow, "syncEmail" | "syncPin" | "syncCards">;
/** With whether PINs are made for those who have none. */
export type PinSwitches = CredentialSwitches & Pick<ConnectionRow, "randomPins">;

/** Whether people get anything to open doors with (design C7). */
export const carriesAny = (on: CredentialSwitches): boolean => on.syncEmail || on.syncPin || on.syncCards;

/**
 * Errors: `validation` on the switch to correct: what the vendor does not take, random PINs without PINs, and
 * switching off the last way to open a door of a connection in use.
 */
export function refuseSwitches(
  definition: ConnectorDefinition,
  wanted: PinSwitches,
  before: PinSwitches & Pick<ConnectionRow, "activatedAt">,
): void {
  const can = definition.capabilities;
  if (wanted.syncEmail && can.email.value !== "yes")
    throw new ServiceError("validation", `${definition.name} takes no e-mail.`, "emailSync");
  if (wanted.syncPin && (can.pin.value !== "yes" || definition.pinRule === null))
    throw new ServiceError("validation", `${definition.name} takes no PIN.`, "pinSync");
  if (wanted.syncCards && can.cards.value !== "yes")
    throw new ServiceError("validation", `${definition.name} takes no cards.`, "cardSync");
  if (wanted.randomPins && !wanted.syncPin)
    throw new ServiceError(
      "validation",
      "Switch on PIN too: a random PIN is carried like any other.",
      "randomPins",
    );
  if (before.activatedAt !== null && carriesAny(before) && !carriesAny(wanted))
    throw new ServiceError(
      "validation",
      "People need e-mail, PIN or cards to open doors. Pause the connection instead of switching all of them off.",
      "emailSync",
    );
}
