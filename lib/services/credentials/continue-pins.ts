import { openPinWrites, type PinPlace, type PinWriteRow, pinPlaces } from "@/db/queries/pin-writes";
import type { InstallationId, MemberId } from "@/lib/access/types";
import { NexudusError } from "@/lib/nexudus/errors";
import type { NexudusClient } from "@/lib/nexudus/platform";
import type { Services } from "../context";
import { makePins } from "./make-pins";
import { pinHashes } from "./store";
import { openMadePin } from "./wanted";
import { writeBackPin } from "./write-back-pin";

/** Half a minute of what Nexudus lets be written. */
const RUN_MAX = 25;

/**
 * Random PINs of these members (null = everybody): makes the missing ones, writes those to Nexudus that every active
 * vendor took, gives up those nobody wants any more. Returns whose PIN is not what it was. One that cannot be written
 * now waits for the next run and holds up no other.
 */
export async function continuePins(
  services: Services,
  client: NexudusClient,
  input: { readonly installationId: InstallationId; readonly memberIds: readonly MemberId[] | null },
): Promise<MemberId[]> {
  const touched = await makePins(services, input);
  const open = await openPinWrites(services.db, input);
  if (open.length === 0) return touched;
  const { installationId } = input;
  const places = await pinPlaces(services.db, {
    installationId,
    memberIds: open.map((write) => write.memberId),
  });
  let left = RUN_MAX;
  for (const write of open) {
    const next = nextStep(
      services,
      write,
      places.filter((place) => place.memberId === write.memberId),
    );
    if (next === "wait") continue;
    if (left === 0) break;
    left -= 1;
    try {
      const result = await writeBackPin(services, client, { installationId, id: write.id, ifMissing: next });
      if (result === "finished") touched.push(write.memberId);
    } catch (error) {
      if (!(error instanceof NexudusError)) throw error;
      if (["unauthorized", "unavailable", "throttled"].includes(error.kind)) break;
    }
  }
  return touched;
}

/**
 * What to do with a PIN that is not in Nexudus. `keep` = it may be in there already, since writing it has begun; and
 * `drop`, which nobody wants any more, is looked for too. `wait` = not even that.
 */
function nextStep(
  services: Services,
  write: PinWriteRow,
  places: readonly PinPlace[],
): "write" | "keep" | "drop" | "wait" {
  const isUnwanted = !places.some((place) => place.randomPins) || places.some((place) => place.isOff);
  if (isUnwanted) return "drop";
  const active = places.filter((place) => place.state === "active");
  const hashes = pinHashes(services, write, openMadePin(services, write));
  if (active.length > 0 && active.every((place) => hashes.includes(place.pinHash ?? ""))) return "write";
  return Object.keys(write.fieldsBefore).length > 0 ? "keep" : "wait";
}
