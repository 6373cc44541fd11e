import { z } from "zod";
import { idList, idText, optionalId, optionalInstant, optionalText, wordList } from "./scalars";

const COWORKER_TYPES: Readonly<Record<string, "individual" | "company">> = {
  1: "individual",
  individual: "individual",
  2: "company",
  company: "company",
};

const common = {
  Id: idText,
  FullName: optionalText,
  Email: optionalText,
  Active: z.boolean(),
  Archived: z.boolean(),
  CoworkerType: z.union([z.number(), z.string(), z.null()]).default(null),
  InvoicingBusinessId: optionalId,
  UserId: optionalId,
  UpdatedOn: optionalInstant,
  UpdatedBy: optionalText,
};
const toCommon = (row: z.infer<z.ZodObject<typeof common>>) => ({
  id: row.Id,
  fullName: row.FullName,
  email: row.Email,
  /** False = suspended. */
  active: row.Active,
  archived: row.Archived,
  /** Null = not told. */
  type: COWORKER_TYPES[String(row.CoworkerType ?? "").toLowerCase()] ?? null,
  invoicingBusinessId: row.InvoicingBusinessId,
  userId: row.UserId,
  updatedOn: row.UpdatedOn,
  updatedBy: row.UpdatedBy,
});

/**
 * A coworker as lists give it. Credentials and arrays are left blank in lists although the record has them,
 * so this type does not carry them at all; a null name, e-mail or team list means "not told", never "removed".
 */
export const coworkerRow = z
  .object({ ...common, TeamIds: z.union([z.string(), z.number(), z.null()]).default(null) })
  .transform((row, context) => {
    const teams = row.TeamIds === null ? null : idList.safeParse(row.TeamIds);
    if (teams !== null && !teams.success) {
      context.addIssue({ code: "custom", message: "TeamIds" });
      return z.NEVER;
    }
    return { ...toCommon(row), teamIds: teams === null ? null : teams.data };
  });
export type CoworkerRow = z.infer<typeof coworkerRow>;

const ids = z.array(idText).nullish();

/** A coworker by id: here null is a fact. PIN and cards are secret: encrypt at rest, never log. */
export const coworkerRecord = z
  .object({
    ...common,
    Businesses: ids,
    Teams: ids,
    AccessCardId: wordList,
    AccessPincode: z.union([z.string(), z.number(), z.null()]).default(null),
    KeyFobNumber: z.union([z.string(), z.number(), z.null()]).default(null),
  })
  .transform((row) => ({
    ...toCommon(row),
    /** All locations the customer belongs to. */
    businessIds: row.Businesses ?? [],
    teamIds: row.Teams ?? [],
    cards: row.AccessCardId,
    /** Text, for its leading zeros. */
    pincode: String(row.AccessPincode ?? "").trim() || null,
    keyFob: String(row.KeyFobNumber ?? "").trim() || null,
  }));
export type Coworker = z.infer<typeof coworkerRecord>;
