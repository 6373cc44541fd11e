import { z } from "zod";
import { instant, keptDate, parseBody } from "./fields";
import type { IdentityRow, NamespaceRow, Status, UserRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { World } from "./world";

const email = z
  .string()
  .transform((text) => text.trim())
  .refine((text) => text.length >= 1 && text.length <= 254 && /^[!-~]+$/.test(text) && /.@./.test(text));
const name = z.string().max(100).nullable();
const identityFields = {
  firstName: name.optional(),
  lastName: name.optional(),
  mobilePhone: z.string().nullable().optional(),
  language: z.enum(["en", "fr", "es", "it", "de"]).optional(),
  password: z.string().min(8).optional(),
};
const userFields = {
  externalId: z.string().nullable().optional(),
  startDate: instant,
  endDate: instant,
  startAndEndDateTimeZoneId: z.string().nullable().optional(),
  hasRemoteUnlock: z.boolean().optional(),
  isOverrideAllowed: z.boolean().optional(),
  title: z.string().nullable().optional(),
  department: z.string().nullable().optional(),
  personId: z.string().nullable().optional(),
};
const createSchema = z.strictObject({
  identity: z.strictObject({
    email,
    ...identityFields,
    namespaceId: z.number().int().optional(),
    namespaceNickname: z.string().optional(),
  }),
  ...userFields,
});
const patchSchema = z.strictObject({
  identity: z.strictObject({ email: email.optional(), ...identityFields }).optional(),
  ...userFields,
});
const statusSchema = z.strictObject({ status: z.enum(["A", "I", "S"]) });

export function rememberUser(world: World, user: UserRow, cause: string): void {
  world.remember(
    `user:${user.id}`,
    user.id,
    {
      kind: "user",
      status: user.status,
      start: user.startDate,
      end: user.endDate,
      groupIds: user.groupIds,
      zoneIds: user.zoneUsers.map((z) => z.zoneId),
      siteIds: user.siteIds,
      hasRemoteUnlock: user.hasRemoteUnlock,
    },
    cause,
  );
}

/** Everything that changes a person runs through here: deleted ones may be closed to it. */
export function changeUser(
  world: World,
  user: UserRow,
  cause: string,
  change: (user: UserRow) => void,
): void {
  if (user.status === "I" && !world.switches.deletedCanBeChanged) throw invalid("User is inactive.");
  change(user);
  user.updatedAt = world.nowMs();
  rememberUser(world, user, cause);
}

function namespaceOf(world: World, orgId: number, wanted: { id?: number; nickname?: string }): NamespaceRow {
  const region = world.get("orgs", orgId)?.region;
  const all = world.all("namespaces").filter((n) => n.region === region);
  const found =
    wanted.id !== undefined
      ? all.find((n) => n.id === wanted.id)
      : wanted.nickname !== undefined
        ? all.find((n) => n.nickname === wanted.nickname)
        : all.find((n) => n.nickname === `org:${orgId}`);
  if (!found) throw invalid("Namespace not found.");
  return found;
}

const identityBy = (world: World, namespaceId: number, address: string): IdentityRow | undefined =>
  world
    .all("identities")
    .find((i) => i.namespaceId === namespaceId && i.email.toLowerCase() === address.toLowerCase());

const taken = (world: World) =>
  new ApiProblem(world.switches.duplicateEmailStatus, "A user with this email already exists.");

type Fields = z.output<typeof patchSchema>;

function applyFields(world: World, user: UserRow, identity: IdentityRow, to: Fields): void {
  const { identity: person, startDate, endDate, ...rest } = to;
  if (startDate !== undefined) user.startDate = keptDate(world, startDate);
  if (endDate !== undefined) user.endDate = keptDate(world, endDate);
  Object.assign(user, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
  Object.assign(
    identity,
    Object.fromEntries(Object.entries(person ?? {}).filter(([, value]) => value !== undefined)),
  );
}

function makeIdentity(world: World, namespaceId: number, address: string): IdentityRow {
  return world.put("identities", {
    id: world.nextId(),
    namespaceId,
    email: address,
    firstName: null,
    lastName: null,
    mobilePhone: null,
    language: "en",
    password: null,
    totpCode: null,
    badLogins: 0,
    lockedUntil: null,
  });
}

/**
 * POST of a person. An address that an active or suspended person of the organization has is refused; that of a deleted
 * one brings that very record back, with its old names, mark, groups and credentials, and answers 201 all the same.
 */
export function createUser(world: World, orgId: number, body: unknown, cause = "person created"): UserRow {
  const { identity: given, ...fields } = parseBody(createSchema, body);
  const { namespaceId, namespaceNickname, ...person } = given;
  const namespace = namespaceOf(world, orgId, {
    ...(namespaceId === undefined ? {} : { id: namespaceId }),
    ...(namespaceNickname === undefined ? {} : { nickname: namespaceNickname }),
  });
  const known = identityBy(world, namespace.id, person.email);
  const before = known && world.rows("users", orgId).find((user) => user.identityId === known.id);
  if (before && before.status !== "I") throw taken(world);
  if (before) {
    if (!world.switches.revivesDeleted) throw taken(world);
    before.status = "A";
    before.statusLastUpdatedAt = world.nowMs();
    rememberUser(world, before, "deleted person revived");
    return before;
  }
  const now = world.nowMs();
  const identity = known ?? makeIdentity(world, namespace.id, person.email);
  const user: UserRow = {
    id: world.nextId(),
    opal: world.secret(9),
    orgId,
    identityId: identity.id,
    status: "A",
    externalId: null,
    startDate: null,
    endDate: null,
    startAndEndDateTimeZoneId: null,
    hasRemoteUnlock: false,
    isOverrideAllowed: false,
    title: null,
    department: null,
    personId: null,
    customFields: {},
    groupIds: [],
    zoneUsers: [],
    siteIds: [],
    scope: [],
    createdAt: now,
    updatedAt: now,
    statusLastUpdatedAt: now,
    manuallyInactivatedAt: null,
  };
  applyFields(world, user, identity, { ...fields, identity: person });
  world.put("users", user);
  rememberUser(world, user, cause);
  return user;
}

/** PATCH of a person: what is absent stays, null clears. */
export function patchUser(world: World, user: UserRow, body: unknown): void {
  const to = parseBody(patchSchema, body);
  const identity = world.get("identities", user.identityId);
  if (!identity) throw world.notFound("users");
  const address = to.identity?.email;
  if (address !== undefined) {
    const holder = identityBy(world, identity.namespaceId, address);
    if (holder && holder.id !== identity.id) throw taken(world);
  }
  changeUser(world, user, "person changed", () => applyFields(world, user, identity, to));
}

export function setStatus(world: World, user: UserRow, body: unknown): void {
  const { status } = parseBody(statusSchema, body);
  changeStatus(world, user, status);
}

export function changeStatus(world: World, user: UserRow, status: Status): void {
  user.status = status;
  user.statusLastUpdatedAt = world.nowMs();
  user.manuallyInactivatedAt = status === "I" ? world.nowMs() : null;
  const words = { A: "person activated", S: "person suspended", I: "person deleted" } as const;
  rememberUser(world, user, words[status]);
}

/** DELETE: for good, or the same as status I (switch): sources disagree. */
export function deleteUser(world: World, user: UserRow): void {
  if (world.switches.deleteUser === "inactive") {
    changeStatus(world, user, "I");
    return;
  }
  for (const row of world.rows("credentials", user.orgId))
    if (row.userId === user.id) world.drop("credentials", row.id);
  world.drop("users", user.id);
  world.drop("identities", user.identityId);
  world.remember(`user:${user.id}`, user.id, { kind: "gone" }, "person deleted for good");
}

export function patchCustomField(world: World, user: UserRow, field: string, body: unknown): void {
  const { value } = parseBody(z.strictObject({ value: z.string().max(255).nullable() }), body);
  changeUser(world, user, "custom field changed", () => {
    if (value === null) delete user.customFields[field];
    else user.customFields[field] = value;
  });
}
