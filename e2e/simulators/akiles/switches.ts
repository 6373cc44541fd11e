/**
 * Behaviours of the vendor that nobody has documented, or that a test wants otherwise. The defaults are
 * the strict readings: a connector that passes with them and with their opposites needs no luck.
 */
export interface Switches {
  /** A refresh answers with a new refresh token, and the old one is refused. */
  rotateRefreshTokens: boolean;
  /** The replaced refresh token works for another 60 s. */
  rotationGrace: boolean;
  /** No token answer carries a refresh token, whatever the scope. */
  omitRefreshToken: boolean;
  /** Status of a second DELETE. */
  secondDelete: 404 | 200;
  /** What GET of a deleted member answers. */
  deletedMemberReads: "object" | "not_found";
  /** Lists other than members carry deleted rows. */
  listsIncludeDeleted: boolean;
  /** `expand` on one member. */
  expandOnOne: "accepted" | "refused";
  emailFilter: "case_insensitive" | "exact" | "contains";
  /** A PIN or card of a deleted member still counts as taken. */
  deletedMemberHoldsCredentials: boolean;
  cardInUse: "refused" | "allowed";
  unknownCardUid: "refused" | "created";
  unknownGroupStatus: 400 | 404;
  duplicateAssociations: "allowed" | "refused";
  duplicateAssociationStatus: 400 | 409;
  /** What counts as expired for the clean-up 48 h later. */
  autoDelete: "member_end" | "member_or_associations" | "off";
  restoreKeepsCredentials: boolean;
  webhookFilterKey: "object_type" | "object.type";
  webhookEnvelope: "bare" | "wrapped";
  webhookDuplicates: boolean;
  webhookReorder: boolean;
  /** Objects carry fields, and groups and events enum values, that no client knows yet. */
  extraFields: boolean;
  /** `created_at` with nine decimals. */
  nanoseconds: boolean;
  /** Page size when `limit` is absent. */
  defaultLimit: number;
}

export const defaultSwitches = (): Switches => ({
  rotateRefreshTokens: true,
  rotationGrace: false,
  omitRefreshToken: false,
  secondDelete: 404,
  deletedMemberReads: "object",
  listsIncludeDeleted: false,
  expandOnOne: "accepted",
  emailFilter: "case_insensitive",
  deletedMemberHoldsCredentials: true,
  cardInUse: "refused",
  unknownCardUid: "refused",
  unknownGroupStatus: 400,
  duplicateAssociations: "allowed",
  duplicateAssociationStatus: 400,
  autoDelete: "member_end",
  restoreKeepsCredentials: true,
  webhookFilterKey: "object_type",
  webhookEnvelope: "bare",
  webhookDuplicates: false,
  webhookReorder: false,
  extraFields: false,
  nanoseconds: true,
  defaultLimit: 10,
});
