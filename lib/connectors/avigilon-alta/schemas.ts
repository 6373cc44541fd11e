import { z } from "zod";

/** What Alta returns, as far as it is used. Unknown fields pass; a row that does not parse is set aside. */

/** Ids are integers at the vendor and texts here. */
const id = z.number().int().nonnegative().transform(String);

/** UTC date-times with milliseconds; a date alone is midnight UTC. */
const instant = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return new Date(ms);
  context.addIssue({ code: "custom", message: "not a timestamp" });
  return z.NEVER;
});

/** A number or a text, says the schema. */
const cursor = z.union([z.string(), z.number().transform(String)]);

export const listSchema = z.object({
  data: z.array(z.unknown()),
  totalCount: z.number().int().nullish(),
  filteredCount: z.number().int().nullish(),
  cursors: z.object({ nextCursor: cursor.nullish(), hasNextPage: z.boolean() }).nullish(),
});

export const namedSchema = z.object({ id, name: z.string() });

export const groupSchema = namedSchema.extend({ sites: z.array(z.object({ name: z.string() })).nullish() });
export type AltaGroup = z.output<typeof groupSchema>;

/** `groups` may be missing in rows of a list: that must never read as "in no group". */
export const userSchema = z.object({
  id,
  status: z.string(),
  externalId: z.string().nullish(),
  identity: z.object({
    email: z.string().nullish(),
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    fullName: z.string().nullish(),
  }),
  startDate: instant.nullish(),
  endDate: instant.nullish(),
  groups: z.array(z.object({ id })).nullish(),
  hasRemoteUnlock: z.boolean().nullish(),
  createdAt: instant.nullish(),
});
export type AltaUser = z.output<typeof userSchema>;

export const memberIdsSchema = z.object({ data: z.array(id) });

export const entrySchema = namedSchema.extend({
  zone: z
    .object({ id: id.nullish(), site: z.object({ id: id.nullish(), name: z.string().nullish() }).nullish() })
    .nullish(),
});
export type AltaEntry = z.output<typeof entrySchema>;

export const credentialTypeSchema = z.object({ id, modelName: z.string() });

/** Names of fields come as texts or objects; which is not documented. */
const fieldName = z.union([
  z.string(),
  z.object({ name: z.string() }).transform((field) => field.name),
  z.unknown().transform(() => ""),
]);
export const cardFormatSchema = z.object({
  id,
  code: z.string(),
  name: z.string().nullish(),
  description: z
    .object({ fields: z.array(fieldName).nullish() })
    .nullish()
    .catch(null),
});
export type AltaCardFormat = z.output<typeof cardFormatSchema>;

const number = z.union([z.string(), z.number()]).transform(String).nullish();
/** The body of a model sits under the model's own name. */
const bodySchema = z.object({
  name: z.string().nullish(),
  number,
  facilityCode: number,
  cardId: number,
  fields: z.object({ facilityCode: number, cardId: number }).nullish(),
});
export const credentialSchema = z
  .looseObject({
    id,
    credentialType: z.object({ modelName: z.string() }),
    startDate: instant.nullish(),
    endDate: instant.nullish(),
  })
  .transform((row, context) => {
    const { modelName } = row.credentialType;
    const body = bodySchema.safeParse(row[modelName] ?? {});
    if (body.success)
      return {
        id: row.id,
        model: modelName,
        startDate: row.startDate,
        endDate: row.endDate,
        body: body.data,
      };
    context.addIssue({ code: "custom", message: "unreadable body", path: [modelName] });
    return z.NEVER;
  });
export type AltaCredential = z.output<typeof credentialSchema>;

export const linkSchema = z.object({ webUrl: z.string().nullish(), fullWebUrl: z.string().nullish() });

/** A row of the activity report; `time` is in seconds. */
export const eventSchema = z.object({
  uiData: z.object({
    time: z.number(),
    userId: id.nullish(),
    entryId: id.nullish(),
    requestId: z.string().nullish(),
    result: z.string().nullish(),
  }),
});
export type AltaEvent = z.output<typeof eventSchema>["uiData"];

export const sessionSchema = z.object({
  data: z.object({
    token: z.string().min(1),
    tokenScopeList: z.array(z.object({ org: z.object({ id, name: z.string().nullish() }) })).nullish(),
    expiresAt: instant.nullish(),
  }),
});
