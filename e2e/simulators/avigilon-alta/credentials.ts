import { z } from "zod";
import { instant, keptDate, parseBody } from "./fields";
import { type CredentialRow, MODELS, type Model, type UserRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { World } from "./world";

const MOBILE_DAYS = 7;
const label = z.string().max(100);

/** The vendor's rule for each model's body. */
const BODIES: Record<Model, z.ZodType<Record<string, unknown>>> = {
  mobile: z.strictObject({ name: label.optional() }),
  card: z.strictObject({
    number: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
    fields: z.record(z.string(), z.string().regex(/^\d{1,10}$/)).optional(),
    cardFormatId: z.number().int().optional(),
    isOutputEnabled: z.boolean().optional(),
  }),
  cardMifareCsn: z.strictObject({ number: z.string().regex(/^[0-9A-F]{6,100}$/) }),
  cardOpenpathDesfireEv1: z.strictObject({
    number: z.string().regex(/^[0-9A-F]{14}$/),
    isNoTour: z.boolean().optional(),
    isLost: z.boolean().optional(),
  }),
  fobAllegion: z.strictObject({ number: z.string().regex(/^\d{1,20}$/) }),
  pincode: z.strictObject({ number: z.string().regex(/^\d{4,100}$/) }),
  cloudKey: z.strictObject({ name: label, maxDurationSeconds: z.number().int().min(1).optional() }),
  wallet: z.strictObject({ name: label.optional() }),
};

function modelFields() {
  return Object.fromEntries(MODELS.map((model) => [model, BODIES[model].optional()])) as Record<
    Model,
    z.ZodOptional<z.ZodType<Record<string, unknown>>>
  >;
}
const createSchema = z.strictObject({
  credentialTypeId: z.number().int(),
  startDate: instant,
  endDate: instant,
  allowReassign: z.boolean().optional(),
  ...modelFields(),
});
const patchSchema = z.strictObject({ startDate: instant, endDate: instant, ...modelFields() });

export function rememberCredential(world: World, row: CredentialRow, cause: string): void {
  world.remember(
    `credential:${row.id}`,
    row.userId,
    {
      kind: "credential",
      model: row.model,
      start: row.startDate,
      end: row.endDate,
      isUsable: row.model !== "mobile" || row.data.provisionedAt != null,
    },
    cause,
  );
}

/** What makes two credentials the same thing in a reader's eyes; null = nothing does. */
function keyOf(model: Model, data: Record<string, unknown>): string | null {
  if (model === "mobile" || model === "cloudKey" || model === "wallet") return null;
  if (model === "card") return `card ${data.number ?? JSON.stringify(data.fields)}`;
  return `${model} ${data.number}`;
}

function cardData(world: World, orgId: number, data: Record<string, unknown>): Record<string, unknown> {
  if (data.number === undefined && data.fields === undefined) throw invalid('"card.number" is required');
  const format = world
    .rows("cardFormats", orgId)
    .find((f) => (data.cardFormatId === undefined ? f.code === "raw64" : f.id === data.cardFormatId));
  if (!format) throw invalid("Card format not found.");
  const fields = data.fields as Record<string, string> | undefined;
  for (const field of Object.keys(fields ?? {}))
    if (!format.fields.includes(field)) throw invalid(`"card.fields.${field}" is not allowed`);
  if (fields && format.fields.some((field) => fields[field] === undefined))
    throw invalid('"card.fields" is incomplete');
  if (typeof data.number === "string" && BigInt(data.number) >= 2n ** BigInt(format.numBits))
    throw invalid('"card.number" is too large for the format');
  return {
    number: data.number ?? null,
    fields: fields ?? null,
    facilityCode: fields?.facilityCode ?? null,
    cardId: fields?.cardId ?? null,
    cardFormatId: format.id,
    isOutputEnabled: data.isOutputEnabled ?? false,
  };
}

function shaped(world: World, orgId: number, model: Model, data: Record<string, unknown>) {
  if (model === "card") return cardData(world, orgId, data);
  if (model === "mobile") return { name: data.name ?? null, provisionedAt: null, hasSetupMobileToken: false };
  return data;
}

function refuseTaken(
  world: World,
  row: Pick<CredentialRow, "orgId" | "userId" | "model" | "data">,
  own: number | null,
) {
  const key = keyOf(row.model, row.data);
  const others = world.rows("credentials", row.orgId).filter((c) => c.id !== own && c.model === row.model);
  if (row.model === "pincode") {
    if (world.switches.severalPins === "refused" && others.some((c) => c.userId === row.userId))
      throw new ApiProblem(world.switches.duplicateCredentialStatus, "User already has a PIN.");
    if (world.switches.pinUniqueIn === "nowhere") return null;
  }
  return key === null ? null : (others.find((c) => keyOf(c.model, c.data) === key) ?? null);
}

const duplicate = (world: World) =>
  new ApiProblem(world.switches.duplicateCredentialStatus, "Credential already exists.");

/** POST of a credential. A number that exists is a conflict, or with `allowReassign` moved here. */
export function createCredential(world: World, user: UserRow, body: unknown): CredentialRow {
  const input = parseBody(createSchema, body);
  const type = world.get("credentialTypes", input.credentialTypeId);
  if (!type) throw world.notFound("credentialTypes");
  const model = type.modelName;
  const given = input[model];
  const foreign = MODELS.find((m) => m !== model && input[m] !== undefined);
  if (foreign) throw invalid(`"${foreign}" is not allowed`);
  if (!given) throw invalid(`"${model}" is required`);
  if (user.status === "I" && !world.switches.deletedCanBeChanged) throw invalid("User is inactive.");
  const data = shaped(world, user.orgId, model, given);
  const row = { orgId: user.orgId, userId: user.id, model, data };
  const other = refuseTaken(world, row, null);
  if (other) {
    if (input.allowReassign !== true) throw duplicate(world);
    deleteCredential(world, other, "credential moved to somebody else");
  }
  const created = world.put("credentials", {
    id: world.nextId(),
    ...row,
    startDate: keptDate(world, input.startDate ?? null),
    endDate: keptDate(world, input.endDate ?? null),
    createdAt: world.nowMs(),
  });
  rememberCredential(world, created, `${model} added`);
  return created;
}

/** PATCH: dates and the body of the same model; the type never changes. */
export function patchCredential(world: World, row: CredentialRow, body: unknown): CredentialRow {
  const input = parseBody(patchSchema, body);
  const foreign = MODELS.find((m) => m !== row.model && input[m] !== undefined);
  if (foreign) throw invalid(`"${foreign}" is not allowed`);
  const given = input[row.model];
  if (given) {
    const data =
      row.model === "mobile" ? { ...row.data, ...given } : shaped(world, row.orgId, row.model, given);
    if (refuseTaken(world, { ...row, data }, row.id)) throw duplicate(world);
    row.data = data;
  }
  if (input.startDate !== undefined) row.startDate = keptDate(world, input.startDate);
  if (input.endDate !== undefined) row.endDate = keptDate(world, input.endDate);
  rememberCredential(world, row, `${row.model} changed`);
  return row;
}

export function deleteCredential(world: World, row: CredentialRow, cause = `${row.model} deleted`): void {
  world.drop("credentials", row.id);
  if (row.model === "cloudKey" && !world.switches.deletedKeyKillsLinks) {
    // The key's links go on as if nothing had been: only new ones can no longer be made.
    return;
  }
  world.remember(`credential:${row.id}`, row.userId, { kind: "gone" }, cause);
}

/** Sends the set-up link of a phone. Outside the person's dates nothing is sent. */
export function setupMobile(world: World, user: UserRow, row: CredentialRow): void {
  if (row.model !== "mobile") throw invalid("Not a mobile credential.");
  const now = world.nowMs();
  const isIn = (user.startDate ?? now) <= now && (user.endDate ?? now + 1) > now && user.status === "A";
  if (!isIn) throw invalid("User is not active.");
  row.data = { ...row.data, hasSetupMobileToken: true, setupExpiresAt: now + MOBILE_DAYS * 86_400_000 };
  mail(world, user, "setup_mobile", row.id);
}

/** The person opens the set-up link on a phone (test hook). Throws 400 once the link is seven days old. */
export function provisionMobile(world: World, row: CredentialRow): void {
  const until = Number(row.data.setupExpiresAt ?? 0);
  if (row.model !== "mobile" || until <= world.nowMs()) throw invalid("The set-up link is not valid.");
  row.data = { ...row.data, provisionedAt: new Date(world.nowMs()).toISOString() };
  rememberCredential(world, row, "mobile set up");
}

export function mail(
  world: World,
  user: UserRow,
  kind: "verify" | "setup_mobile" | "setup_wallet",
  credentialId: number | null,
): void {
  world.put("mails", {
    id: world.nextId(),
    orgId: user.orgId,
    userId: user.id,
    kind,
    credentialId,
    at: world.nowMs(),
  });
}
