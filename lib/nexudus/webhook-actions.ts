import { idText } from "./scalars";

/**
 * The events Lintel registers for: those after which somebody may open more or fewer doors. Only the numbers
 * are stable. Passes, resources and freezes have no event of their own; `AccessControlUpdate` covers passes
 * and check-ins, polling the rest.
 * Source: developers.nexudus.com/rest-api/sys/get-webhooks (eWebhookAction).
 */
export const webhookActions = {
  CoworkerUpdate: 2,
  CoworkerCreate: 3,
  CoworkerDelete: 50,
  BookingCreate: 6,
  BookingUpdate: 7,
  BookingDelete: 8,
  CoworkerContractActivate: 10,
  CoworkerContractCancel: 11,
  CoworkerContractRenew: 12,
  CoworkerContractUpgradeDowngrade: 13,
  CoworkerContractActivateFirst: 14,
  CoworkerContractUpdate: 60,
  CoworkerContractCreate: 62,
  CoworkerContractDelete: 77,
  AccessControlUpdate: 61,
  TeamCreated: 57,
  TeamUpdated: 58,
  TeamDeleted: 59,
  FloorPlanDeskCreate: 71,
  FloorPlanDeskDelete: 72,
  FloorPlanDeskUpdate: 73,
  VisitorRegistered: 42,
  VisitorDeleted: 64,
  BusinessUpdate: 84,
} as const;

/** What the record of a delivery is. */
export type RecordKind =
  | "coworker"
  | "booking"
  | "contract"
  | "team"
  | "desk"
  | "visitor"
  | "checkin"
  | "business"
  | "other";

const KINDS: Readonly<Record<number, RecordKind>> = {
  ...Object.fromEntries([2, 3, 50, 61].map((n) => [n, "coworker"])),
  ...Object.fromEntries([6, 7, 8].map((n) => [n, "booking"])),
  ...Object.fromEntries([10, 11, 12, 13, 14, 60, 62, 77].map((n) => [n, "contract"])),
  ...Object.fromEntries([57, 58, 59].map((n) => [n, "team"])),
  ...Object.fromEntries([71, 72, 73].map((n) => [n, "desk"])),
  ...Object.fromEntries([38, 41, 42, 64].map((n) => [n, "visitor"])),
  ...Object.fromEntries([35, 36, 47, 48, 49].map((n) => [n, "checkin"])),
  84: "business",
};

/** The bodies of these were never seen: a contract, a check-in or its coworker. The fields decide. */
const UNSEEN_BODIES = [10, 11, 12, 13, 14, 35, 36, 60, 62];

/** What the record is, by its action and, where that is not known, by its fields. */
export function recordKindOf(action: number, record: Readonly<Record<string, unknown>>): RecordKind {
  const kind = KINDS[action] ?? "other";
  const looksLikeCoworker = "FullName" in record && "Email" in record && !("CoworkerId" in record);
  return UNSEEN_BODIES.includes(action) && looksLikeCoworker ? "coworker" : kind;
}

/** The coworker ids a record speaks of. */
export function memberOf(kind: RecordKind, record: Readonly<Record<string, unknown>>): readonly string[] {
  const ids = (values: unknown) =>
    (Array.isArray(values) ? values : [values]).flatMap((value) => idText.safeParse(value).data ?? []);
  switch (kind) {
    case "coworker":
      return ids(record.Id);
    case "team": {
      const listed = typeof record.CoworkerIds === "string" ? record.CoworkerIds.split(/[\s,;]+/) : [];
      return [...new Set([...ids(record.TeamMembers), ...ids(listed), ...ids(record.PayingMemberId)])];
    }
    case "business":
      return [];
    case "booking":
    case "contract":
    case "desk":
    case "visitor":
    case "checkin":
    case "other":
      return ids(record.CoworkerId);
    default: {
      const never: never = kind;
      return never;
    }
  }
}
