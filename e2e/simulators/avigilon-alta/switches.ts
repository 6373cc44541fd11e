/**
 * Behaviours of the vendor that nobody has documented, or that a test wants otherwise. The defaults are the strict
 * readings: a connector that passes with them and with their opposites needs no luck.
 */
export interface Switches {
  /** Forms of the Authorization header that are taken. */
  acceptsBearer: boolean;
  acceptsBareToken: boolean;
  acceptsBasic: boolean;
  /** Lifetime of a session; the sign-in answer leaves `expiresAt` out when `tellsExpiry` is false. */
  sessionMinutes: number;
  tellsExpiry: boolean;
  /** Wrong passwords in a row after which an account is locked for 15 minutes; 0 = never. */
  lockoutAfter: number;
  /** What a sign-in gets whose account belongs to the other region. */
  wrongRegion: "unauthorized" | "not_found";
  /** Status of an answer about an id that is not known. */
  unknownIdStatus: 400 | 404;
  duplicateEmailStatus: 400 | 409 | 422;
  duplicateCredentialStatus: 400 | 409 | 422;
  /** A new person under the address of a deleted one is that one again, with the old rights. */
  revivesDeleted: boolean;
  /** Lists show deleted people (status I) too. */
  listsShowDeleted: boolean;
  /** Rights and credentials of a deleted person can be changed. */
  deletedCanBeChanged: boolean;
  /** DELETE of a person. */
  deleteUser: "final" | "inactive";
  /** Rows of the list of people carry `groups`. */
  listsShowGroups: boolean;
  /** Adding somebody to a group they are in, and taking somebody out of one they are not in. */
  redundantMembership: "accepted" | "refused";
  pinUniqueIn: "org" | "nowhere";
  severalPins: "allowed" | "refused";
  /** Deleting a cloud key ends its links. */
  deletedKeyKillsLinks: boolean;
  /** Instants of users and credentials are kept whole, or cut to the day (UTC). */
  dates: "instant" | "day";
  /** Text filters mind upper and lower case. */
  filterMindsCase: boolean;
  /** `filter` is ignored without a word. */
  filterIgnored: boolean;
  /** People are paged by cursor as well as by offset. */
  userCursors: boolean;
  /** Page size when `limit` is absent, and the most a page ever holds. */
  defaultLimit: number;
  pageCap: number;
  /** Objects carry fields that no client knows yet. */
  extraFields: boolean;
  /** Every answer says that the account sees some sites only. */
  siteSpecific: boolean;
  /** Event pages hold more rows than asked for. */
  oversizeEventPages: boolean;
  /** The older activity report takes too long. */
  slowReport: boolean;
}

export const defaultSwitches = (): Switches => ({
  acceptsBearer: true,
  acceptsBareToken: true,
  acceptsBasic: true,
  sessionMinutes: 14 * 24 * 60,
  tellsExpiry: true,
  lockoutAfter: 5,
  wrongRegion: "unauthorized",
  unknownIdStatus: 400,
  duplicateEmailStatus: 409,
  duplicateCredentialStatus: 409,
  revivesDeleted: true,
  listsShowDeleted: true,
  deletedCanBeChanged: true,
  deleteUser: "inactive",
  listsShowGroups: true,
  redundantMembership: "refused",
  pinUniqueIn: "org",
  severalPins: "refused",
  deletedKeyKillsLinks: true,
  dates: "instant",
  filterMindsCase: false,
  filterIgnored: false,
  userCursors: true,
  defaultLimit: 25,
  pageCap: 1000,
  extraFields: false,
  siteSpecific: false,
  oversizeEventPages: true,
  slowReport: true,
});
