import type { EntityDefinition, Field } from "./definitions";
import type { Row } from "./model";
import { plain, readInstant } from "./stamps";
import { emptyValue, type World } from "./world";

export interface FieldError {
  readonly AttemptedValue: unknown;
  readonly Message: string;
  readonly PropertyName: string;
}
type Values = Record<string, unknown>;

/** The value in its stored form; undefined when it does not fit the field. */
function coerced(field: Field, value: unknown): unknown {
  if (value === null) return emptyValue(field.kind);
  switch (field.kind) {
    case "text":
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    case "int":
    case "number": {
      const n = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof n === "number" && Number.isFinite(n) && (field.kind === "number" || Number.isInteger(n))
        ? n
        : undefined;
    }
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "date": {
      const at = readInstant(value);
      return at ? plain(at) : undefined;
    }
    case "ids":
      return Array.isArray(value) && value.every((v) => Number.isInteger(v)) ? value : undefined;
    case "any":
      return value;
  }
}

/** Relations are named without their `Id`, as in the platform's own messages. */
const shownName = (name: string, field: Field): string => (field.relation ? name.replace(/Id$/, "") : name);

/** Reads a POST or PUT body. What a PUT leaves out is emptied; `Added`/`Removed` edit a set instead. */
export function readBody(
  definition: EntityDefinition,
  body: Readonly<Values>,
  existing: Row | null,
  world: World,
): { readonly values: Values; readonly errors: FieldError[] } {
  const given = new Map(Object.entries(body).map(([k, v]) => [k.toLowerCase(), v]));
  const values: Values = {};
  const errors: FieldError[] = [];
  const fail = (name: string, field: Field, attempted: unknown, message: string) =>
    errors.push({
      AttemptedValue: attempted ?? null,
      Message: message,
      PropertyName: shownName(name, field),
    });
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.readOnly) continue;
    const sent = given.has(name.toLowerCase());
    const raw = sent ? given.get(name.toLowerCase()) : edited(name, field, given, existing);
    const value = raw === undefined ? (existing ? emptyValue(field.kind) : undefined) : coerced(field, raw);
    if (raw !== undefined && value === undefined) {
      fail(name, field, raw, "is not valid");
      continue;
    }
    if (field.required && (value === undefined || value === null || value === "")) {
      fail(name, field, raw, "is a required field");
      continue;
    }
    if (typeof value === "number" && field.relation && !related(field, value, world)) {
      fail(name, field, value, "could not be found");
      continue;
    }
    if (value !== undefined) values[name] = value;
  }
  // These two are only touched when sent.
  for (const name of ["SystemId", "CustomFields"]) {
    if (given.has(name.toLowerCase())) values[name] = given.get(name.toLowerCase());
  }
  return { values, errors };
}

function related(field: Field, id: number, world: World): boolean {
  if (!field.relation || field.relation === "Country" || field.relation === "Currency") return true;
  return world.find(field.relation, id) !== undefined;
}

function edited(
  name: string,
  field: Field,
  given: ReadonlyMap<string, unknown>,
  existing: Row | null,
): unknown {
  if (field.kind !== "ids") return undefined;
  const added = given.get(`added${name.toLowerCase()}`);
  const removed = given.get(`removed${name.toLowerCase()}`);
  if (!Array.isArray(added) && !Array.isArray(removed)) return undefined;
  const before = Array.isArray(existing?.[name]) ? (existing[name] as unknown[]) : [];
  const gone = new Set(Array.isArray(removed) ? removed : []);
  return [...new Set([...before.filter((id) => !gone.has(id)), ...(Array.isArray(added) ? added : [])])];
}
