import { userEntries } from "./access";
import { toIso } from "./fields";
import type { CredentialRow, EntryRow, EventRow, GroupRow, UserRow } from "./model";
import type { World } from "./world";

type Json = Record<string, unknown>;

/** The API's JSON of every object. */
export class Wire {
  constructor(private readonly world: World) {}

  private extra(): Json {
    return this.world.switches.extraFields ? { futureField: "unknown", futureFlags: { beta: true } } : {};
  }

  user = (row: UserRow, isListed = false): Json => {
    const { world } = this;
    const identity = world.get("identities", row.identityId);
    const namespace = world.get("namespaces", identity?.namespaceId ?? -1);
    const names = [identity?.firstName, identity?.lastName].filter(Boolean).join(" ");
    const groups = row.groupIds.flatMap((id) => {
      const group = world.get("groups", id);
      return group ? [{ id, name: group.name }] : [];
    });
    return {
      id: row.id,
      opal: row.opal,
      status: row.status,
      externalId: row.externalId,
      identity: {
        id: identity?.id,
        email: identity?.email,
        firstName: identity?.firstName,
        lastName: identity?.lastName,
        fullName: names === "" ? null : names,
        mobilePhone: identity?.mobilePhone,
        language: identity?.language,
        isEmailVerified: false,
        namespace: { id: namespace?.id, nickname: namespace?.nickname },
      },
      startDate: toIso(row.startDate),
      endDate: toIso(row.endDate),
      startAndEndDateTimeZoneId: row.startAndEndDateTimeZoneId,
      hasRemoteUnlock: row.hasRemoteUnlock,
      isOverrideAllowed: row.isOverrideAllowed,
      title: row.title,
      department: row.department,
      personId: row.personId,
      ...(isListed && !world.switches.listsShowGroups ? {} : { groups }),
      sites: row.siteIds.map((id) => ({ id, name: world.get("sites", id)?.name })),
      roles: row.scope.length > 0 ? [{ id: 1, name: "API" }] : [],
      createdAt: toIso(row.createdAt),
      updatedAt: toIso(row.updatedAt),
      statusLastUpdatedAt: toIso(row.statusLastUpdatedAt),
      manuallyInactivatedAt: toIso(row.manuallyInactivatedAt),
      ...this.extra(),
    };
  };

  group = (row: GroupRow): Json => ({
    id: row.id,
    name: row.name,
    description: row.description,
    userCount: this.world.rows("users", row.orgId).filter((u) => u.groupIds.includes(row.id)).length,
    ...this.extra(),
  });
  groupWithSites = (row: GroupRow): Json => ({
    ...this.group(row),
    sites: [...new Set(row.zoneIds.map((id) => this.world.get("zones", id)?.siteId))].flatMap((id) => {
      const site = this.world.get("sites", id ?? -1);
      return site ? [{ id: site.id, name: site.name }] : [];
    }),
  });

  entry = (row: EntryRow): Json => {
    const zone = this.world.get("zones", row.zoneId);
    const site = this.world.get("sites", zone?.siteId ?? -1);
    return {
      id: row.id,
      name: row.name,
      zone: { id: zone?.id, name: zone?.name, site: { id: site?.id, name: site?.name } },
      acu: { id: 1, name: "Controller" },
      entryState: { id: 1, name: row.isRemoteUnlockAllowed ? "Standard security" : "Onsite only" },
      schedule: null,
      isPincodeEnabled: true,
      ...this.extra(),
    };
  };

  credential = (row: CredentialRow): Json => {
    const type = this.world.all("credentialTypes").find((t) => t.modelName === row.model);
    return {
      id: row.id,
      credentialType: { id: type?.id, name: type?.name, modelName: row.model },
      startDate: toIso(row.startDate),
      endDate: toIso(row.endDate),
      [row.model]: { id: row.id + 1_000_000, ...row.data },
      createdAt: toIso(row.createdAt),
      ...this.extra(),
    };
  };
  credentialWithUser = (row: CredentialRow): Json => {
    const user = this.world.get("users", row.userId);
    const identity = this.world.get("identities", user?.identityId ?? -1);
    return {
      ...this.credential(row),
      user: {
        id: row.userId,
        externalId: user?.externalId,
        identity: { id: identity?.id, email: identity?.email },
      },
    };
  };

  /** A row of the activity report. */
  event = (row: EventRow, isUiDataOnly: boolean): Json => {
    const { world } = this;
    const user = row.userId === null ? null : world.get("users", row.userId);
    const identity = world.get("identities", user?.identityId ?? -1);
    const entry = world.get("entries", row.entryId);
    const zone = world.get("zones", entry?.zoneId ?? -1);
    const uiData = {
      time: row.occurredAt / 1000,
      timeIsoString: toIso(row.occurredAt),
      userId: row.userId,
      userEmail: identity?.email ?? null,
      userExternalId: user?.externalId ?? null,
      entryId: row.entryId,
      entryName: entry?.name ?? null,
      entries: entry ? [{ id: entry.id, name: entry.name }] : [],
      zoneId: zone?.id ?? null,
      siteId: zone?.siteId ?? null,
      credentialTypeModelName: row.model,
      requestType: "unlock",
      requestId: row.requestId,
      result: row.result,
      resultDescription: row.result === "Granted" ? "Access granted" : "Access denied",
      deniedReason: row.deniedReason,
      category: "entry",
      subCategory: row.name,
      sourceName: entry?.name ?? null,
      ...this.extra(),
    };
    if (isUiDataOnly) return { uiData };
    const hookEvent = {
      timestamp: row.occurredAt / 1000,
      event: row.name,
      data: { userId: row.userId, entryId: row.entryId, requestId: row.requestId },
    };
    return { uiData, hookEvent };
  };

  /** Doors the person may open now, as the vendor works them out. */
  userEntries = (user: UserRow): Json[] =>
    userEntries(this.world, user).map((entry) => ({ ...this.entry(entry) }));
}
