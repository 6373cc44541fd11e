import { getConnection, updateConnection } from "@/db/queries/connections";
import { writeAudit } from "@/db/queries/operations";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import type { Option } from "@/lib/connectors/facets";
import type { SettingField } from "@/lib/connectors/sign-in";
import { randomId } from "@/lib/security/tokens";
import { ServiceError, type Services } from "../context";
import { refreshDoors } from "../presence/refresh-doors";
import { refuseIfLeaving } from "./kept";
import { lowerFirst, matches } from "./read-inputs";
import { refreshGroups } from "./refresh-groups";

type Values = Readonly<Record<string, string>>;

const CHARS_MAX = 2_000;

/** Whether a setting is asked for, the others being as they are. */
export function isShown(field: SettingField, values: Values): boolean {
  const { showIf } = field;
  return showIf === undefined || showIf.values.includes(values[showIf.key] ?? "");
}

/** Labels of settings that must be chosen before the first activation and are not. */
export const missingSettings = (fields: readonly SettingField[], values: Values): string[] =>
  fields
    .filter((field) => field.required && isShown(field, values) && !values[field.key])
    .map((field) => field.label);

/**
 * Saves what an admin chose of the vendor's own settings. Groups and choices are read again then, since a site may have
 * others. Errors: `validation` on the setting to correct; nothing is written then.
 */
export async function saveVendorSettings(
  services: Services,
  input: {
    readonly installationId: InstallationId;
    readonly connectionId: ConnectionId;
    readonly values: Values;
  },
): Promise<void> {
  const key = { installationId: input.installationId, connectionId: input.connectionId };
  const connection = await getConnection(services.db, key);
  const definition = connection && services.definition(connection.vendor);
  if (!connection || !definition) throw new ServiceError("not_found", "There is no such connection.");
  refuseIfLeaving(connection);
  const kept = new Set(definition.settings.map((field) => field.key));
  const others = Object.fromEntries(Object.entries(connection.settings).filter(([name]) => !kept.has(name)));
  const chosen: Record<string, string> = {};
  for (const field of definition.settings) {
    const options = field.options ?? connection.vendorOptions[field.key] ?? null;
    const value = readSetting(field, input.values[field.key] ?? "", options);
    if (value !== "") chosen[field.key] = value;
  }
  for (const field of definition.settings)
    if (field.required && isShown(field, { ...others, ...chosen }) && !chosen[field.key])
      throw new ServiceError("validation", `Choose the ${lowerFirst(field.label)}.`, field.key);
  const now = services.clock.now();
  await services.db.transaction(async (tx) => {
    await updateConnection(tx, key, { settings: { ...others, ...chosen }, updatedAt: now });
    await writeAudit(tx, {
      id: randomId(),
      installationId: key.installationId,
      at: now,
      actor: services.actor,
      action: "connection.vendor_settings_saved",
      subject: key.connectionId,
      details: { chosen: Object.keys(chosen).length },
    });
  });
  if (connection.state === "draft") return;
  await refreshGroups(services, key);
  await refreshDoors(services, key);
}

function readSetting(field: SettingField, typed: string, options: readonly Option[] | null): string {
  const value = typed.trim();
  const refuse = (message: string) => new ServiceError("validation", message, field.key);
  if (value === "") return "";
  if (value.length > CHARS_MAX) throw refuse("This is too long.");
  if (field.kind === "switch") return value === "on" ? "on" : "";
  if (field.kind === "text") {
    if (field.pattern && !matches(field.pattern, value)) throw refuse(`This is not right. ${field.help}`);
    return value;
  }
  const parts = field.kind === "choice" ? [value] : value.split(",").map((part) => part.trim());
  const picked = [...new Set(parts.filter((part) => part !== ""))];
  for (const part of picked)
    if (!options?.some((option) => option.value === part))
      throw refuse("This is not among what the vendor offers now. Reload the page and choose again.");
  return picked.join(",");
}
