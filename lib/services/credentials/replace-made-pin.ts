import { randomInt } from "node:crypto";
import { type PinWriteRow, pinPlaces, replaceIntendedPin } from "@/db/queries/pin-writes";
import type { InstallationId } from "@/lib/access/types";
import type { Services } from "../context";
import { makePin, strictestRule } from "./pin-rules";
import { pinHashes } from "./store";

/** The limits every vendor agrees on at which a member's PIN is to work; null = there are none such. */
export function limitsAt(services: Services, vendors: readonly string[]) {
  const rules = [...new Set(vendors)].map((vendor) => services.definition(vendor)?.pinRule ?? null);
  return rules.some((rule) => rule === null) ? null : strictestRule(rules.flatMap((rule) => rule ?? []));
}

/**
 * Gives a PIN that Lintel made, and some vendor refused, other digits. False when writing it to Nexudus has begun, or
 * somebody else did the same: then it stays what it is. A place that is not active has a say too: it may come back.
 */
export async function replaceMadePin(
  services: Services,
  input: { readonly installationId: InstallationId; readonly write: PinWriteRow },
): Promise<boolean> {
  const { installationId, write } = input;
  const places = await pinPlaces(services.db, { installationId, memberIds: [write.memberId] });
  const limits = limitsAt(
    services,
    places.map((place) => place.vendor),
  );
  if (limits === null) return false;
  const pin = makePin(limits, randomInt);
  const [pinHash = ""] = pinHashes(services, { installationId }, pin);
  return replaceIntendedPin(
    services.db,
    { installationId, id: write.id, before: write.pinHash },
    { pinSealed: sealMadePin(services, write.id, pin), pinHash },
  );
}

/** Bound to its row. */
export const sealMadePin = (services: Services, id: string, pin: string): string =>
  services.encryption.encrypt(pin, { table: "pin_writes", column: "pin_sealed", row: id });
