import { type AkilesHttp, list, one, remove, whole, write } from "./requests";
import {
  associationSchema,
  cardSchema,
  emailSchema,
  eventSchema,
  expandedMemberSchema,
  gadgetSchema,
  groupSchema,
  memberCardSchema,
  memberSchema,
  namedSchema,
  organizationSchema,
  pinSchema,
  webhookSchema,
} from "./schemas";

/**
 * One function per endpoint used. Written from https://docs.akiles.app/dev/api/reference/ (opening part)
 * and, where it says nothing, from the requests of github.com/rmja/Akiles.ApiClient; read 2026-11-21.
 */

type Metadata = Readonly<Record<string, string>>;
interface Limits {
  readonly starts_at: string | null;
  readonly ends_at: string | null;
}
const EXPAND = "emails,group_associations";

/** GET /organization. https://dev.akiles.app/api/pms-guide */
export const getOrganization = async (http: AkilesHttp) =>
  one(http, organizationSchema, "get_organization", ["organization"]);

/** GET /member_groups. https://docs.akiles.app/help/groups/ */
export const listGroups = (http: AkilesHttp, cursor: string | null) =>
  list(http, groupSchema, "list_groups", ["member_groups"], {}, cursor);

/** GET /sites, whole. https://docs.akiles.app/dev/api/reference/ */
export const listSites = (http: AkilesHttp) => whole(http, namedSchema, "list_sites", ["sites"]);

/** GET /gadgets. https://docs.akiles.app/dev/api/reference/ */
export const listGadgets = (http: AkilesHttp, cursor: string | null) =>
  list(http, gadgetSchema, "list_gadgets", ["gadgets"], {}, cursor);

/** GET /members with e-mails and associations. Expansion: https://docs.akiles.app/dev/api/reference/ */
export const listMembers = (http: AkilesHttp, filter: Record<string, string>, cursor: string | null) =>
  list(
    http,
    expandedMemberSchema,
    "list_members",
    ["members"],
    { is_deleted: "false", expand: EXPAND, ...filter },
    cursor,
  );

/** GET /members/{id}. https://docs.akiles.app/dev/api/reference/ */
export const getMember = (http: AkilesHttp, memberId: string) =>
  one(http, memberSchema, "get_member", ["members", memberId]);

/** GET /members/{id}?expand=..; the raw body, because it is not documented that one member can be expanded. */
export const getMemberExpanded = async (http: AkilesHttp, memberId: string): Promise<unknown> =>
  (
    await http({
      operation: "get_member",
      method: "GET",
      path: ["members", memberId],
      query: { expand: EXPAND },
    })
  ).body;

/** POST /members. Both limits null: unbounded. */
export const createMember = (
  http: AkilesHttp,
  input: { readonly name: string; readonly metadata: Metadata },
) =>
  write(http, memberSchema, "create_member", "POST", ["members"], {
    ...input,
    starts_at: null,
    ends_at: null,
  });

/** PATCH /members/{id}: lifts a soft delete. UNVERIFIED: that an explicit null clears `ends_at`. */
export const restoreMember = (http: AkilesHttp, memberId: string) =>
  write(http, memberSchema, "restore_member", "PATCH", ["members", memberId], {
    is_deleted: false,
    ends_at: null,
  });

/** GET /members/{id}/group_associations, whole. */
export const listAssociations = (http: AkilesHttp, memberId: string) =>
  whole(http, associationSchema, "list_associations", ["members", memberId, "group_associations"]);

/** GET /members/{id}/group_associations/{id}. */
export const getAssociation = (http: AkilesHttp, memberId: string, associationId: string) =>
  one(http, associationSchema, "get_association", ["members", memberId, "group_associations", associationId]);

/** POST /members/{id}/group_associations. UNVERIFIED: two associations of one member to one group. */
export const createAssociation = (
  http: AkilesHttp,
  memberId: string,
  input: Limits & { readonly member_group_id: string; readonly metadata: Metadata },
) =>
  write(
    http,
    associationSchema,
    "create_association",
    "POST",
    ["members", memberId, "group_associations"],
    input,
  );

/** PATCH /members/{id}/group_associations/{id}. */
export const patchAssociation = (http: AkilesHttp, memberId: string, associationId: string, limits: Limits) =>
  write(
    http,
    associationSchema,
    "patch_association",
    "PATCH",
    ["members", memberId, "group_associations", associationId],
    limits,
  );

/** DELETE /members/{id}: a soft delete, with everything below it. */
export const deleteMember = (http: AkilesHttp, memberId: string) =>
  remove(http, "delete_member", ["members", memberId]);

/** DELETE /members/{id}/group_associations/{id}. */
export const deleteAssociation = (http: AkilesHttp, memberId: string, associationId: string) =>
  remove(http, "delete_association", ["members", memberId, "group_associations", associationId]);

/** GET, POST, DELETE /members/{id}/emails. */
export const listEmails = (http: AkilesHttp, memberId: string) =>
  whole(http, emailSchema, "list_emails", ["members", memberId, "emails"]);
export const createEmail = (
  http: AkilesHttp,
  memberId: string,
  input: { readonly email: string; readonly metadata: Metadata },
) => write(http, emailSchema, "create_email", "POST", ["members", memberId, "emails"], input);
export const deleteEmail = (http: AkilesHttp, memberId: string, emailId: string) =>
  remove(http, "delete_email", ["members", memberId, "emails", emailId]);

/** GET, POST, PATCH (metadata only), DELETE /members/{id}/pins. Digits and uniqueness: https://docs.akiles.app/help/opening-methods/pin-code/ */
export const listPins = (http: AkilesHttp, memberId: string) =>
  whole(http, pinSchema, "list_pins", ["members", memberId, "pins"]);
export const createPin = (
  http: AkilesHttp,
  memberId: string,
  input: { readonly pin: string; readonly metadata: Metadata },
) => write(http, pinSchema, "create_pin", "POST", ["members", memberId, "pins"], input);
export const patchPin = (http: AkilesHttp, memberId: string, pinId: string, metadata: Metadata) =>
  write(http, pinSchema, "patch_pin", "PATCH", ["members", memberId, "pins", pinId], { metadata });
export const deletePin = (http: AkilesHttp, memberId: string, pinId: string) =>
  remove(http, "delete_pin", ["members", memberId, "pins", pinId]);

/** GET, POST, DELETE /members/{id}/cards; one of `card_id`, `uid`, `printed_code` at creation. */
export type CardChoice =
  | { readonly card_id: string }
  | { readonly uid: string }
  | { readonly printed_code: string };
export const listMemberCards = (http: AkilesHttp, memberId: string) =>
  whole(http, memberCardSchema, "list_member_cards", ["members", memberId, "cards"]);
export const createMemberCard = (
  http: AkilesHttp,
  memberId: string,
  input: CardChoice & { readonly metadata: Metadata },
) => write(http, memberCardSchema, "create_member_card", "POST", ["members", memberId, "cards"], input);
export const deleteMemberCard = (http: AkilesHttp, memberId: string, memberCardId: string) =>
  remove(http, "delete_member_card", ["members", memberId, "cards", memberCardId]);

/** GET /cards/{id} and POST /cards: the organization's own card register. */
export const getCard = (http: AkilesHttp, cardId: string) =>
  one(http, cardSchema, "get_card", ["cards", cardId]);
export const createCard = (
  http: AkilesHttp,
  input: { readonly uid: string; readonly name: string; readonly metadata: Metadata },
) => write(http, cardSchema, "create_card", "POST", ["cards"], input);

/** GET /events, newest first. https://docs.akiles.app/dev/api/events/ */
export const listEvents = (http: AkilesHttp, filter: Record<string, string>, cursor: string | null) =>
  list(http, eventSchema, "list_events", ["events"], filter, cursor);

/** GET, POST, DELETE /webhooks. Filter keys: github.com/rmja/Akiles.ApiClient, read 2026-11-21. */
export const listWebhooks = (http: AkilesHttp) => whole(http, webhookSchema, "list_webhooks", ["webhooks"]);
export const createWebhook = (
  http: AkilesHttp,
  input: {
    readonly url: string;
    readonly is_enabled: boolean;
    readonly filter: readonly Readonly<Record<string, string>>[];
  },
) => write(http, webhookSchema, "create_webhook", "POST", ["webhooks"], input);
export const deleteWebhook = (http: AkilesHttp, webhookId: string) =>
  remove(http, "delete_webhook", ["webhooks", webhookId]);
