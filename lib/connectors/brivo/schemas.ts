import { z } from "zod";

/** What Brivo returns, as far as it is used. Empty fields are absent, unknown ones pass, ids are numbers. */

const id = z.number().int().positive().transform(String);
const text = z.string().nullish();

/** ISO 8601, with or without a fraction. */
const instant = z.string().transform((value, context) => {
  const ms = Date.parse(value);
  if (!Number.isNaN(ms)) return new Date(ms);
  context.addIssue({ code: "custom", message: "not a date-time" });
  return z.NEVER;
});

/** `count` is the total; lists that are not paged leave `pageSize` out. */
export const listSchema = z.object({ data: z.array(z.unknown()), count: z.number().int().nullish() });

export const adminSchema = z.object({ id });

export const siteSchema = z.object({ id, siteName: z.string() });
export const groupSchema = z.object({ id, name: z.string() });
export type BrivoGroup = z.output<typeof groupSchema>;
export const doorSchema = z.object({ id, name: z.string(), siteId: id.nullish(), siteName: text });

export const emailSchema = z.object({ address: z.string(), type: text });
export type BrivoEmail = z.output<typeof emailSchema>;

const person = {
  id,
  externalId: z.union([z.string(), z.number().transform(String)]).nullish(),
  firstName: text,
  lastName: text,
  suspended: z.boolean().nullish(),
};
/** A row of a group's list. */
export const groupUserSchema = z.object({ id });
export const userSchema = z.object({
  ...person,
  emails: z.array(emailSchema).nullish(),
  pin: text,
  effectiveFrom: instant.nullish(),
  effectiveTo: instant.nullish(),
});
export type BrivoUser = z.output<typeof userSchema>;
export const suspendedSchema = z.object({ suspended: z.boolean() });

const format = z.object({ id, name: text });
const fieldValues = z.array(z.object({ id, name: text, value: z.coerce.string() })).nullish();
export const credentialSchema = z.object({
  id,
  credentialFormat: format,
  referenceId: text,
  fieldValues,
  effectiveFrom: instant.nullish(),
});
export type BrivoCredential = z.output<typeof credentialSchema>;
export const formatSchema = z.object({
  id,
  name: z.string(),
  credentialFields: z.array(z.object({ id: z.number().int(), name: z.string() })).nullish(),
});
export type BrivoFormat = z.output<typeof formatSchema>;

export const invitationSchema = z.object({
  id,
  status: z
    .string()
    .transform((status) => status.toLowerCase())
    .pipe(z.enum(["pending", "redeemed", "expired", "cancelled"])),
  created: instant.nullish(),
  expiration: instant.nullish(),
  credentialId: id.nullish(),
});
export type BrivoInvitation = z.output<typeof invitationSchema>;
export const allotmentSchema = z.object({ allotted: z.number(), assigned: z.number() });

/** `eventData.actionAllowed` is false in the documented success too, and means nothing. */
export const eventSchema = z.object({
  uuid: z.string().min(1),
  securityAction: z.object({ securityActionId: z.number().int(), exception: z.boolean() }),
  actor: z.object({ id: z.number().int().nullish() }).nullish(),
  eventObject: z.object({ id: z.number().int().nullish() }).nullish(),
  occurred: instant,
  processed: instant.nullish(),
});
export type BrivoEvent = z.output<typeof eventSchema>;
