import {
  type ConnectionRow,
  coveredLocations,
  getConnection,
  setCoveredLocations,
  updateConnection,
} from "@/db/queries/connections";
import { listLocations } from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import { noteTouched } from "@/db/queries/touched";
import type { ConnectionId, InstallationId, LocationId } from "@/lib/access/types";
import { randomId } from "@/lib/security/tokens";
import { projectMembers } from "../access/project-members";
import { ServiceError, type Services } from "../context";
import { keepOnlyCarried } from "../credentials/carried";
import { proposeChange } from "../mappings/propose";
import { type PinSwitches, refuseSwitches } from "./credential-switches";
import { isKept, refuseIfLeaving } from "./kept";
import { rightsEndsOf } from "./rights-ends";

export interface SettingsInput {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
  readonly locationIds: readonly string[];
  readonly syncEmail: boolean;
  readonly syncPin: boolean;
  readonly syncCards: boolean;
  /** Makes a PIN for members who have none and writes it to Nexudus; needs `syncPin`. */
  readonly randomPins: boolean;
  readonly vendorWindows: boolean;
  /** What becomes at the vendor of people whose last right has ended; absent = as it is. */
  readonly whenRightsEnd?: string | undefined;
  /** Minutes, 0-120. */
  readonly leadMinutes: number;
  readonly lagMinutes: number;
}

/** Locations of this installation that may be covered. Errors: `validation` on `location`. */
export async function chosenLocations(
  services: Services,
  input: { readonly installationId: InstallationId; readonly locationIds: readonly string[] },
): Promise<LocationId[]> {
  const wanted = new Set(input.locationIds);
  const rows = (await listLocations(services.db, input)).filter(
    (row) => wanted.has(row.id) && row.vanishedAt === null,
  );
  if (rows.length === 0 || rows.length !== wanted.size)
    throw new ServiceError("validation", "Choose at least one of your locations.", "location");
  return rows.map((row) => row.id);
}

const inRange = (value: number) => Number.isInteger(value) && value >= 0 && value <= 120;

/**
 * Saves at once locations, credentials, who keeps the times: by other locations people may lose access, which the
 * revoke budget judges (design S2). Lead and lag become a preview, whose id is returned; before the first activation
 * they are saved at once, since nothing is given yet. Errors: `validation` on the input to correct; nothing is
 * written then.
 */
export async function saveSettings(
  services: Services,
  input: SettingsInput,
): Promise<{ readonly previewId: string | null }> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  for (const field of ["leadMinutes", "lagMinutes"] as const)
    if (!inRange(input[field]))
      throw new ServiceError("validation", "Enter whole minutes from 0 to 120.", field);
  refuseSwitches(definition, input, connection);
  if (input.vendorWindows && definition.capabilities.timedGrants.value !== "yes")
    throw new ServiceError("validation", `${definition.name} knows no times.`, "vendorWindows");
  const wanted = input.whenRightsEnd ?? connection.whenRightsEnd;
  const whenRightsEnd = rightsEndsOf(definition).find((way) => way === wanted);
  if (whenRightsEnd === undefined)
    throw new ServiceError("validation", `${definition.name} cannot do that with people.`, "whenRightsEnd");
  const locationIds = await chosenLocations(services, input);
  const isActivated = connection.activatedAt !== null;
  const hasNewTimes =
    input.leadMinutes !== connection.leadMinutes || input.lagMinutes !== connection.lagMinutes;
  const { syncEmail, syncPin, syncCards, randomPins } = input;
  const switches: PinSwitches = { syncEmail, syncPin, syncCards, randomPins };
  const now = services.clock.now();
  const isMoved = await services.db.transaction(async (tx) => {
    const covered = new Set(await coveredLocations(tx, key));
    const differs = locationIds.length !== covered.size || locationIds.some((id) => !covered.has(id));
    // The next poll works everybody out anew should this process end before it does.
    if (differs || isTurned(connection, { ...input, whenRightsEnd }))
      await noteTouched(tx, { installationId: key.installationId, memberIds: null, now });
    await updateConnection(tx, key, {
      ...switches,
      // Switching it on again is the admin's word that the cause is gone.
      ...(input.randomPins && !connection.randomPins ? { pinWriteBackOff: null } : {}),
      vendorWindows: input.vendorWindows,
      whenRightsEnd,
      ...(isActivated ? {} : { leadMinutes: input.leadMinutes, lagMinutes: input.lagMinutes }),
      updatedAt: now,
    });
    await setCoveredLocations(tx, key, locationIds);
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.settings_saved",
      subject: key.connectionId,
      details: {
        ...switches,
        vendorWindows: input.vendorWindows,
        whenRightsEnd,
        locations: locationIds.length,
      },
    });
    return differs;
  });
  await applySettings(services, connection, { ...input, whenRightsEnd, isMoved });
  if (!isActivated || !hasNewTimes) return { previewId: null };
  return proposeChange(services, { ...key, leadMinutes: input.leadMinutes, lagMinutes: input.lagMinutes });
}

const SWITCHES = [
  "syncEmail",
  "syncPin",
  "syncCards",
  "randomPins",
  "vendorWindows",
  "whenRightsEnd",
] as const;

type Settled = Omit<SettingsInput, "whenRightsEnd"> & Pick<ConnectionRow, "whenRightsEnd">;

const isTurned = (before: ConnectionRow, input: Settled) =>
  SWITCHES.some((name) => before[name] !== input[name]);

/**
 * A switch that was turned, or other locations, concern everybody there: they are worked out anew at once, and with a
 * switch each is looked at. What none carries any more is deleted; what is carried from now on is read at once.
 */
async function applySettings(
  services: Services,
  before: ConnectionRow,
  input: Settled & { readonly isMoved: boolean },
): Promise<void> {
  const { installationId } = input;
  await keepOnlyCarried(services, { installationId });
  const force = isKept(before) && isTurned(before, input);
  if (force || input.isMoved)
    await projectMembers(services, { installationId, memberIds: null, cause: "settings", force });
  if (!force) return;
  const isNew = (["syncPin", "syncCards", "randomPins"] as const).some(
    (name) => input[name] && !before[name],
  );
  if (isNew)
    await services.emit([
      { name: "nexudus/installation.poll.requested", data: { installationId, reason: "credentials" } },
    ]);
}
