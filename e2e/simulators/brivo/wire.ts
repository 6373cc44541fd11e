import { formatOf } from "./credentials";
import { groupIdsOf } from "./groups";
import type {
  AdminRow,
  CredentialRow,
  DoorRow,
  EventRow,
  GroupRow,
  InvitationRow,
  SubscriptionRow,
  UserRow,
} from "./model";
import { statusOf } from "./pass-states";
import { PIN_FORMAT } from "./pins";
import type { World } from "./world";

/** Date-times have second precision; invitations and events show milliseconds all the same. */
const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const millis = (ms: number): string => new Date(ms).toISOString();

/** Empty values are absent from the JSON, never null. */
function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown) =>
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

/** Rows of an account as the API shows them. */
export class Wire {
  constructor(
    private readonly world: World,
    private readonly account: number,
  ) {}

  private extra(): Record<string, unknown> {
    return this.world.switches.extraFields ? { addedLater: { anything: [1, "two"] } } : {};
  }

  admin = (row: AdminRow) =>
    present({
      id: row.id,
      username: row.username,
      firstName: row.firstName,
      lastName: row.lastName,
      identityType: "LOCAL",
      email: row.email,
      timezone: "UTC",
      canCreateAdmins: row.configuresAccount,
      ...this.extra(),
    });

  user = (row: UserRow) =>
    present({
      ...this.userRow(row),
      pin: row.pin,
      effectiveFrom: row.from === null ? null : seconds(row.from),
      effectiveTo: row.to === null ? null : seconds(row.to),
      bleTwoFactorExempt: row.bleTwoFactorExempt,
      customFields: this.customFields(row),
    });

  /** A row of the list holds less than the single user. */
  userRow = (row: UserRow) =>
    present({
      ...this.groupUser(row),
      emails: row.emails.map(({ value, type }) => ({ address: value, type })),
      phoneNumbers: row.phoneNumbers.map(({ value, type }) => ({ number: value, type })),
      created: seconds(row.created),
      updated: seconds(row.updated),
      ...this.extra(),
    });

  groupUser = (row: UserRow) =>
    present({
      id: row.id,
      externalId: row.externalId,
      firstName: row.firstName,
      middleName: row.middleName,
      lastName: row.lastName,
      suspended: row.suspended,
    });

  customFields = (row: UserRow) =>
    Object.entries(row.customFields).map(([id, value]) => {
      const field = this.world.find("customFields", this.account, id);
      return { id: field.id, fieldType: field.type, fieldName: field.name, value };
    });

  groupRow = (row: GroupRow) => ({ id: row.id, name: row.name });

  group = (row: GroupRow) => ({
    ...this.groupRow(row),
    keypadUnlock: false,
    immuneToAntipassback: false,
    excludedFromLockdown: false,
    antipassbackResetTime: 0,
    ...this.extra(),
  });

  /** Hidden groups are not shown, and counted against the limit all the same. */
  groupsOf = (user: UserRow): GroupRow[] =>
    groupIdsOf(this.world, this.account, user.id)
      .map((id) => this.world.find("groups", this.account, id))
      .filter((group) => !group.hidden);

  door = (row: DoorRow) =>
    present({
      id: row.id,
      name: row.name,
      type: "DOOR",
      siteId: row.siteId,
      siteName: this.world.find("sites", this.account, row.siteId).name,
      controlPanelId: row.panelId,
      activationEnabled: row.activationEnabled,
      twoFactorEnabled: false,
      ...this.extra(),
    });

  credential = (row: CredentialRow) => {
    const format = formatOf(row.formatId);
    const name = (id: number) => format?.fields.find((field) => field.id === id)?.name ?? "";
    return present({
      id: row.id,
      credentialFormat: { id: row.formatId, name: format?.name },
      referenceId: row.referenceId,
      encodedCredential: row.encodedCredential,
      fieldValues: row.fieldValues.map(({ id, value }) => ({
        id,
        name: `acs.cards.format.${name(id)}`,
        value,
      })),
      accountId: this.account,
      ...this.extra(),
    });
  };

  /** What a user holds: cards and passes, and the PIN as a row of its own. */
  credentialsOf = (user: UserRow): object[] => {
    const held = this.world.rows("credentials", this.account).filter((row) => row.userId === user.id);
    const rows = held.map((row) => ({
      ...this.credential(row),
      ...present({
        effectiveFrom: row.from === null ? null : seconds(row.from),
        effectiveTo: row.to === null ? null : seconds(row.to),
      }),
    }));
    if (user.pin === null) return rows;
    const format = { id: PIN_FORMAT, name: "PIN Code" };
    return [...rows, { id: user.pinCredentialId, credentialFormat: format, encodedCredential: user.pin }];
  };

  invitation = (row: InvitationRow) =>
    present({
      ...this.invitationRow(row),
      credentialId: row.credentialId,
      nfcEnabled: false,
      cancelDate: row.cancelDate === null ? null : millis(row.cancelDate),
    });

  invitationRow = (row: InvitationRow) =>
    present({
      id: row.id,
      referenceId: row.referenceId,
      credentialId: this.world.switches.invitationRowsNameCredential ? row.credentialId : null,
      accessCode: row.accessCode,
      created: millis(row.created),
      expiration: millis(row.expiration),
      status: statusOf(this.world, row),
      nfcStatus: "NOT_REQUESTED",
      ...this.extra(),
    });

  event = (row: EventRow) => {
    const door = this.world.find("doors", this.account, row.doorId);
    const site = this.world.find("sites", this.account, door.siteId);
    return present({
      uuid: row.uuid,
      securityAction: {
        securityActionId: row.actionId,
        action: row.action,
        exception: row.exception,
      },
      actor: row.actor,
      eventObject: { id: door.id, name: door.name, deviceType: { id: 1, name: "Door" } },
      site: { id: site.id, siteName: site.name },
      occurred: millis(row.occurred),
      processed: millis(row.processed),
      eventData: present({
        actorName: row.actor?.name,
        objectName: door.name,
        objectGroupName: site.name,
        // False in the documented example of a success too: it means nothing.
        actionAllowed: false,
        objectTypeId: 2,
        deviceTypeId: 1,
        credentials: [{ id: row.credentialId ?? 0, disabled: false }],
      }),
      ...this.extra(),
    });
  };

  subscription = (row: SubscriptionRow) => ({
    id: row.id,
    name: row.name,
    url: row.url,
    errorEmail: row.errorEmail,
    encryptedSecretWord: Buffer.from(`secret-${row.id}`).toString("base64"),
    criteria: row.criteria.map(({ type, operation, value }, index) => ({
      id: index + 1,
      criteriaType: type,
      criteriaOperationType: operation,
      criteriaValue: Number(value),
    })),
  });
}
