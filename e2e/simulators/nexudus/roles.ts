import type { EntityName, Install } from "./model";

export type RoleVerb = "List" | "Read" | "Edit" | "Create" | "Delete";

const reads = (entity: EntityName): string[] => [`${entity}-List`, `${entity}-Read`];

/** What the add-on asks for on the consent page. A call outside this list is refused even when nothing was taken away. */
export const requiredRoles: readonly string[] = [
  ...reads("Business"),
  ...reads("BusinessSetting"),
  ...reads("SimpleTimeZone"),
  ...reads("Coworker"),
  "Coworker-Edit",
  ...reads("Team"),
  ...reads("CoworkerContract"),
  ...reads("ContractPausedPeriod"),
  ...reads("Tariff"),
  ...reads("TariffTimePass"),
  ...reads("CoworkerTimePass"),
  ...reads("TimePass"),
  ...reads("TimePassTimeSlot"),
  ...reads("Resource"),
  ...reads("ResourceType"),
  ...reads("Booking"),
  ...reads("CancelledBooking"),
  ...reads("BookingVisitor"),
  ...reads("Visitor"),
  ...reads("FloorPlan"),
  ...reads("FloorPlanDesk"),
  ...reads("FloorPlanDeskVariant"),
  ...reads("Checkin"),
  "Checkin-Create",
  "Checkin-Edit",
  ...reads("FailedCheckin"),
  ...reads("AuditTrailEntry"),
  ...reads("CoworkerAccessControlAudit"),
  "CoworkerAccessControlAudit-Create",
  "CoworkerAccessControlAudit-Edit",
  "CoworkerAccessControlAudit-Delete",
  ...reads("InstalledApplication"),
  ...reads("WebHook"),
  "WebHook-Create",
  "WebHook-Edit",
  "WebHook-Delete",
];

const granted = new Set(requiredRoles.map((r) => r.toLowerCase()));

/** Whether this install may do it now. */
export function hasRole(install: Install, entity: EntityName, verb: RoleVerb): boolean {
  const role = `${entity}-${verb}`.toLowerCase();
  const missing = install.missingRoles.map((r) => r.toLowerCase());
  return granted.has(role) && !missing.includes(role) && !missing.includes(entity.toLowerCase());
}
