import { z } from "zod";

/**
 * What the server returns, as far as it is used, after XML was flattened and the attributes' prefix made one (`plasec`).
 * Unknown fields pass.
 */

const text = z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value).trim());
/** LDAP lists every attribute; a single value comes bare or in a list of one. */
const one = z.union([
  text,
  z
    .array(text)
    .nonempty()
    .transform((values) => values[0]),
]);
const optional = one.nullish().transform((value) => value ?? "");
const id = one.pipe(z.string().regex(/^[0-9a-f]{1,16}$/));
/** Anything else in this place must not read as "holds nothing". */
const roleDns = z
  .union([z.array(text), text.transform((value) => [value])])
  .nullish()
  .transform((values) => values ?? [])
  .pipe(z.array(z.string().regex(/^cn=[^,]+,\s*ou=roles\s*,/i)));

export const identitySchema = z.object({
  cn: id,
  plasecFname: optional,
  plasecLname: optional,
  plasecName: optional,
  /** A number or a word; always there. */
  plasecIdstatus: one.pipe(z.string().min(1)),
  plasecidentityEmailaddress: optional,
  plasecidentityAddress: optional,
  plasecidentityRoleDN: roleDns,
});
export type AcmIdentity = z.output<typeof identitySchema>;

/** A row of the JSON list: nothing but the id is used. */
export const listedSchema = z.object({ cn: id });

export const jsonPageSchema = z.object({
  data: z.array(z.unknown()),
  meta: z.object({ recordsTotal: z.number().int().nullish() }).nullish(),
});

/** UNVERIFIED: names of a role's attributes; what looks like a start, a stop, the flag or a delegation is taken for it. */
export const roleSchema = z
  .looseObject({ cn: id, dn: one.pipe(z.string().regex(/^cn=[^,]+,\s*ou=roles\s*,/i)), plasecName: optional })
  .transform(({ cn, dn, plasecName, ...rest }) => ({ cn, dn, name: plasecName || cn, rest }));
export type AcmRole = z.output<typeof roleSchema>;

export const tokenSchema = z.object({
  cn: id,
  plasecInternalnumber: optional,
  plasecEmbossednumber: optional,
});
export type AcmToken = z.output<typeof tokenSchema>;
