import { z } from "zod";
import { idText, optionalFlag, optionalId, optionalText } from "./scalars";

/** A Nexudus Business. Networks list their root (and perhaps demo records) among them. */
export const businessRow = z
  .object({
    Id: idText,
    Name: z.string(),
    WebAddress: optionalText,
    RootLocationId: optionalId,
    SimpleTimeZoneId: optionalId,
    CountryName: optionalText,
    Suspended: optionalFlag,
  })
  .transform((row) => ({
    id: row.Id,
    name: row.Name,
    /** The label before `.spaces.nexudus.com`. */
    webAddress: row.WebAddress,
    rootLocationId: row.RootLocationId,
    timeZoneId: row.SimpleTimeZoneId,
    countryName: row.CountryName,
    suspended: row.Suspended,
  }));
export type Business = z.infer<typeof businessRow>;

/** UNVERIFIED: `Name` being a Windows zone name; see `zones.ts` for what is made of it. */
export const timeZoneRow = z
  .object({
    Id: idText,
    Name: optionalText,
    Description: optionalText,
    TimeOffset: optionalText,
    UsesSummerTime: optionalFlag,
  })
  .transform((row) => ({
    id: row.Id,
    name: row.Name,
    description: row.Description,
    /** As Nexudus writes it, e.g. "01:00". */
    offset: row.TimeOffset,
    usesSummerTime: row.UsesSummerTime,
  }));
export type NexudusTimeZone = z.infer<typeof timeZoneRow>;

/** The user behind the credential. Every field may be missing. */
export const meRecord = z
  .object({
    Email: optionalText.catch(null),
    DefaultBusinessId: optionalId.catch(null),
    DefaultSimpleTimeZoneNameIana: optionalText.catch(null),
  })
  .transform((row) => ({
    email: row.Email,
    defaultBusinessId: row.DefaultBusinessId,
    ianaZone: row.DefaultSimpleTimeZoneNameIana,
  }));
export type Me = z.infer<typeof meRecord>;
