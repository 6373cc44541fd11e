import { z } from "zod";

/** What DoorFlow returns, as far as it is used. Unknown fields pass; ids are numbers, those of credentials and accounts text. */

const id = z.number().int().positive().transform(String);
const text = z.string().nullish();

/** ISO 8601 with Z or an offset; a plain date is its first instant in UTC. */
const instant = z.string().transform((value, context) => {
  const ms = Date.parse(value);
  if (!Number.isNaN(ms)) return new Date(ms);
  context.addIssue({ code: "custom", message: "not a date-time" });
  return z.NEVER;
});

export const listSchema = z.array(z.unknown());

export const accountSchema = z.object({ id: z.string().min(1), name: z.string() });
export const siteSchema = z.object({ id, name: z.string() });
export const groupSchema = z.object({ id, name: z.string() });
export const channelSchema = z.object({ id, name: z.string(), site_id: id.nullish() });

export const personSchema = z.object({
  id,
  first_name: text,
  last_name: text,
  email: text,
  system_id: text,
  enabled: z.boolean().nullish(),
  valid_from: instant.nullish(),
  valid_to: instant.nullish(),
  /** Numbers, and objects in API 2. */
  groups: z.array(z.union([id, z.object({ id }).transform((group) => group.id)])),
});
export type DoorFlowPerson = z.output<typeof personSchema>;

export const reservationSchema = z.object({
  id,
  person_id: id,
  group_ids: z.array(id),
  start_time: instant,
  end_time: instant,
  state: z.enum(["pending", "active", "deactivated"]),
});
export type DoorFlowReservation = z.output<typeof reservationSchema>;

export const credentialTypeSchema = z.object({
  id,
  label: z.string(),
  slug: text,
  code: z.number().int().nullish(),
});
export type DoorFlowCredentialType = z.output<typeof credentialTypeSchema>;

/** Mobile ones have no value; the address of an invitation is a secret, and is not read. */
export const credentialSchema = z.object({
  id: z.union([z.string().min(1), z.number().transform(String)]),
  credential_type_id: id,
  value: text,
});
export type DoorFlowCredential = z.output<typeof credentialSchema>;

/** Two shapes are documented. `credentials_number` can hold a PIN, and is not read. */
export const eventSchema = z
  .object({
    id,
    event_code: z.number().int(),
    channel_id: id.nullish(),
    door_controller_id: id.nullish(),
    person_id: id.nullish(),
    created_at: instant,
    updated_at: instant.nullish(),
    occurred_at: instant.nullish(),
  })
  .transform(({ id: eventId, event_code, channel_id, door_controller_id, person_id, ...at }) => ({
    id: eventId,
    code: event_code,
    doorId: channel_id ?? door_controller_id ?? null,
    personId: person_id ?? null,
    occurredAt: at.occurred_at ?? at.created_at,
    recordedAt: at.updated_at ?? at.created_at,
    createdAt: at.created_at,
  }));
export type DoorFlowEvent = z.output<typeof eventSchema>;
