import type { CredentialField, SettingField } from "@/lib/connectors/sign-in";
import { ServiceError } from "../context";

type Values = Readonly<Record<string, string>>;

const CHARS_MAX = 2_000;

/** Settings that Lintel keeps itself, beside what an admin typed. */
export const CERTIFICATE = "certificateSha256";
export const OFFERED_CERTIFICATE = "certificateOffered";

const refuse = (key: string, message: string) => new ServiceError("validation", message, key);

/** Full match; a pattern is the definition's own, never a person's. */
export const matches = (pattern: string, value: string) => new RegExp(`^(?:${pattern})$`, "u").test(value);

/**
 * Takes a connect form apart: what is secret, and what may be kept as it is. Blanks around are taken off, except from
 * secrets. An optional input left blank is absent. Errors: `validation` on the input to correct, without its value.
 */
export function readInputs(
  fields: readonly CredentialField[],
  values: Values,
): { readonly settings: Values; readonly secrets: Values } {
  const settings: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const field of fields) {
    const typed = values[field.key] ?? "";
    const value = field.secret ? typed : typed.trim();
    if (value === "") {
      if (field.required) throw refuse(field.key, `Enter the ${lowerFirst(field.label)}.`);
      continue;
    }
    if (value.length > CHARS_MAX)
      throw refuse(field.key, `This is too long for the ${lowerFirst(field.label)}.`);
    if (field.options && !field.options.some((option) => option.value === value))
      throw refuse(field.key, `Choose one of the list for the ${lowerFirst(field.label)}.`);
    if (field.pattern && !matches(field.pattern, value))
      throw refuse(
        field.key,
        `This does not look like the ${lowerFirst(field.label)}.${field.example ? ` It looks like ${field.example}.` : ""}`,
      );
    (field.secret ? secrets : settings)[field.key] = value;
  }
  return { settings, secrets };
}

/** "Server address" to "server address"; "API key" stays. */
export const lowerFirst = (label: string) =>
  /^[A-Z][a-z]/.test(label) ? `${label[0]?.toLowerCase()}${label.slice(1)}` : label;

/** What holds before an admin chose anything. */
export const initialSettings = (fields: readonly SettingField[]): Values =>
  Object.fromEntries(
    fields.flatMap((field) => (field.initial === undefined ? [] : [[field.key, field.initial]])),
  );
