import type { ChecklistItem } from "../kit/checklist";

const item = (id: string, text: string, test: string): ChecklistItem => ({ id, item: text, test });

/** What a faithful Akiles must enforce. */
export const checklist: readonly ChecklistItem[] = [
  item(
    "AK-01",
    "OAuth: state and scope come back with the code",
    "oauth.test.ts: offers the organizations and gives state and scope back with the code",
  ),
  item("AK-02", "OAuth: a code is good once", "oauth.test.ts: takes a code once only"),
  item(
    "AK-03",
    "OAuth: a code is good for 15 minutes",
    "oauth.test.ts: refuses a code from its fifteenth minute on",
  ),
  item(
    "AK-04",
    "OAuth: access tokens live one hour",
    "oauth.test.ts: lets an access token live for one hour",
  ),
  item(
    "AK-05",
    "OAuth: refresh tokens rotate, the old one is refused",
    "oauth.test.ts: rotates refresh tokens and refuses the old one",
  ),
  item(
    "AK-06",
    "OAuth: a refresh token comes with the offline scope only",
    "oauth.test.ts: gives a refresh token only for the offline scope, and none when the switch omits it",
  ),
  item(
    "AK-07",
    "OAuth: a wrong secret is 401 invalid_client",
    "oauth.test.ts: answers 401 invalid_client for a wrong secret and takes HTTP Basic",
  ),
  item(
    "AK-08",
    "Unknown and expired bearers are 401",
    "oauth.test.ts: refuses unknown bearers, and writes with a read-only scope",
  ),
  item(
    "AK-09",
    "Tokens are bound to one organization",
    "api.test.ts: keeps ids of another organization out of reach",
  ),
  item("AK-10", "A limit outside 1 to 100 is 400", "api.test.ts: refuses a limit outside 1 to 100"),
  item(
    "AK-11",
    "Stable cursors, newest first",
    "api.test.ts: pages newest first, with cursors that neither repeat nor lose a row when rows are added",
  ),
  item(
    "AK-12",
    "Deletes are soft; a second one is 404 or 200 by switch",
    "api.test.ts: is soft, answers the object, and a second DELETE is 404 or 200 by switch",
  ),
  item(
    "AK-13",
    "Metadata: 1024 bytes of strings, null removes",
    "api.test.ts: limits metadata to 1024 bytes of strings; null removes a key and absent keys stay",
  ),
  item(
    "AK-14",
    "A member needs a name, and an end after its start",
    "api.test.ts: needs a name, and an end after the start",
  ),
  item(
    "AK-15",
    "PINs: 4 to 20 digits, unique, masked after creation",
    "api.test.ts: are 4 to 20 digits, unique in the organization, made by length, and masked after creation",
  ),
  item(
    "AK-16",
    "Card UIDs: 8, 14 or 20 hex digits",
    "api.test.ts: take uids of 4, 7 or 10 bytes in hex only",
  ),
  item(
    "AK-17",
    "A card in use is refused, by switch",
    "api.test.ts: are refused when in use, unless the switch allows it",
  ),
  item(
    "AK-18",
    "An unknown UID is 404 or made, by switch",
    "api.test.ts: by an unknown uid are a 404, or made, by switch",
  ),
  item(
    "AK-19",
    "Associations: an unknown group is refused",
    "api.test.ts: refuse an unknown group with 400 or 404",
  ),
  item(
    "AK-20",
    "Associations: a second one of member and group, by switch",
    "api.test.ts: allow or refuse a second one of the same member and group",
  ),
  item("AK-21", "Associations: PATCH ignores the group", "api.test.ts: ignore member_group_id in a PATCH"),
  item(
    "AK-22",
    "Members are deleted 48 h after their end",
    "api.test.ts: deletes a member 48 h after its end, at that instant",
  ),
  item(
    "AK-23",
    "A door opens by member window, association window and rule",
    "access.test.ts: is the member's window and the association's window and a rule for door, method and hours",
  ),
  item(
    "AK-24",
    "Events for every change, with filters",
    "api.test.ts: are logged for every change, with filters and an inclusive lower bound",
  ),
  item(
    "AK-25",
    "Events of an offline device come late",
    "api.test.ts: of a device that was offline come late, with the earlier occurred_at",
  ),
  item(
    "AK-26",
    "Webhooks are signed",
    "faults.test.ts: are signed with the secret told at creation, and only told what they asked for",
  ),
  item(
    "AK-27",
    "Webhooks are repeated until 2xx",
    "faults.test.ts: are repeated until they are answered with 2xx",
  ),
  item(
    "AK-28",
    "Webhooks come twice or swapped, on demand",
    "faults.test.ts: come twice, or swapped, on demand",
  ),
  item(
    "AK-29",
    "Faults: 429, 503, bodies that are no JSON",
    "faults.test.ts: answer 429 with and without Retry-After, 503, and bodies that are not JSON",
  ),
  item(
    "AK-30",
    "Faults: the answer is lost after the write",
    "faults.test.ts: drop the connection after the write was carried out: an ambiguous create",
  ),
  item(
    "AK-31",
    "Faults: fields and values no client knows",
    "faults.test.ts: show fields and enum values no client knows, on demand",
  ),
  item(
    "AK-32",
    "Faults: nanosecond timestamps",
    "faults.test.ts: give created_at nine decimals, or three by switch",
  ),
  item(
    "AK-33",
    "An offline device goes on opening for what was revoked",
    "access.test.ts: goes on opening for a right that was revoked, until it returns",
  ),
];
