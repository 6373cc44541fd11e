import { z } from "zod";
import { idText, optionalInstant } from "./scalars";

/** A registered hook, as lists give it. The record holds no secret, yet its URL is one. */
export const webhookRow = z
  .object({
    Id: idText,
    BusinessId: idText,
    Name: z.string(),
    Action: z.number().int(),
    URL: z.string(),
    Active: z.boolean(),
    ErrorCount: z.number().int().nullish(),
    LastTrigger: optionalInstant,
  })
  .transform((row) => ({
    id: row.Id,
    businessId: row.BusinessId,
    name: row.Name,
    action: row.Action,
    url: row.URL,
    /** Nexudus turns a hook off after ten failures in a row, without a word. */
    active: row.Active,
    errorCount: row.ErrorCount ?? 0,
    lastTrigger: row.LastTrigger,
  }));
export type WebhookRecord = z.infer<typeof webhookRow>;
