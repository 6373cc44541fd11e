import { z } from "zod";

/**
 * What Akiles returns, as far as it is used. Unknown fields and enum values pass, as its versioning rules
 * ask of clients (https://dev.akiles.app/api/concepts).
 */

const id = z.string().min(1).max(200);

/** RFC 3339 with up to nine decimals; kept at milliseconds. */
const instant = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms);
  context.addIssue({ code: "custom", message: "not a timestamp" });
  return z.NEVER;
});

/** Strings only: a value of another type is somebody else's and never one of ours. */
const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((all) => {
    const texts: Record<string, string> = {};
    for (const [key, value] of Object.entries(all ?? {})) if (typeof value === "string") texts[key] = value;
    return texts;
  });

const row = {
  id,
  is_deleted: z
    .boolean()
    .nullish()
    .transform((deleted) => deleted === true),
  metadata,
};
const limits = { starts_at: instant.nullish(), ends_at: instant.nullish() };

export const listSchema = z.object({
  data: z.array(z.unknown()),
  has_next: z.boolean(),
  cursor_next: z.string().nullish(),
});

export const organizationSchema = z.object({ id, name: z.string() });

export const memberSchema = z.object({
  ...row,
  ...limits,
  name: z.string(),
  /** Only in older editions of the API. */
  is_disabled: z.boolean().nullish(),
});
export type AkilesMember = z.output<typeof memberSchema>;

export const emailSchema = z.object({ ...row, email: z.string() });
export type AkilesEmail = z.output<typeof emailSchema>;

export const associationSchema = z.object({ ...row, ...limits, member_id: id, member_group_id: id });
export type AkilesAssociation = z.output<typeof associationSchema>;

/** Both lists are required: an `expand` that was not honoured must never read as "holds nothing". */
export const expandedMemberSchema = memberSchema.extend({
  emails: z.array(emailSchema),
  group_associations: z.array(associationSchema),
});

export const pinSchema = z.object({ ...row });
export const memberCardSchema = z.object({ ...row, card_id: id });
export type AkilesMemberCard = z.output<typeof memberCardSchema>;
export const cardSchema = z.object({
  ...row,
  uid: z.string().nullish(),
  printed_code: z.string().nullish(),
});
export type AkilesCard = z.output<typeof cardSchema>;

/** `access_methods` absent = every method; a method not named in it is refused. UNVERIFIED: the latter. */
export const groupSchema = z.object({
  ...row,
  name: z.string(),
  permissions: z
    .array(
      z.object({
        site_id: z.string().nullish(),
        access_methods: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
});
export type AkilesGroup = z.output<typeof groupSchema>;

export const namedSchema = z.object({ ...row, name: z.string() });

export const gadgetSchema = namedSchema.extend({ site_id: z.string().nullish() });

/** The secret by which Akiles signs comes at creation only and is dropped: the address itself holds one of ours. */
export const webhookSchema = z.object({ ...row, url: z.string(), is_enabled: z.boolean().nullish() });

/** An event's subject names who did it by ids such as `member_id`; only strings are looked at. */
export const eventSchema = z.object({
  id,
  verb: z.string(),
  subject: z.record(z.string(), z.unknown()).nullish(),
  object: z.object({ type: z.string(), gadget_id: z.string().nullish() }),
  created_at: instant,
  occurred_at: instant.nullish(),
});
export type AkilesEvent = z.output<typeof eventSchema>;
