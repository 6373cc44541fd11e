import type { ChecklistItem } from "../kit/checklist";

const item = (id: string, text: string, test: string): ChecklistItem => ({ id, item: text, test });

/** What a faithful DoorFlow must enforce. */
export const checklist: readonly ChecklistItem[] = [
  item(
    "DF-01",
    "OAuth: registered redirect addresses only",
    "oauth.test.ts: never redirects to an address that is not registered, nor for an unknown client",
  ),
  item(
    "DF-02",
    "OAuth: at least one known scope",
    "oauth.test.ts: needs at least one known scope, and echoes the state with the error",
  ),
  item(
    "DF-03",
    "OAuth: the state comes back, with a code or an error",
    "oauth.test.ts: asks the person, and sends a code or a denial back with the state",
  ),
  item(
    "DF-04",
    "OAuth: a code serves once and for ten minutes",
    "oauth.test.ts: takes a code once, within ten minutes, and for its own address",
  ),
  item(
    "DF-05",
    "OAuth: PKCE with S256",
    "oauth.test.ts: checks the verifier of a code that was asked for with PKCE",
  ),
  item(
    "DF-06",
    "OAuth: an access token lives an hour",
    "oauth.test.ts: lets an access token live for an hour",
  ),
  item(
    "DF-07",
    "OAuth: a refresh kills both old tokens",
    "oauth.test.ts: kills both old tokens with a refresh",
  ),
  item(
    "DF-08",
    "OAuth: revoke takes HTTP Basic only",
    "oauth.test.ts: revokes for HTTP Basic only, both tokens of a pair, and says yes to a dead one",
  ),
  item("DF-09", "OAuth: token/info", "oauth.test.ts: tells about a token"),
  item(
    "DF-10",
    "Scopes are checked at every endpoint: 403 forbidden",
    "api.test.ts: PUT /people/1 needs account.person",
  ),
  item("DF-11", "A dead token is 401", "api.test.ts: says 401 to a dead token, in the vendor's shape"),
  item("DF-12", "People: both names, in a flat body", "api.test.ts: needs both names, flat in the body"),
  item(
    "DF-13",
    "People: unique e-mail, 422 by field",
    "api.test.ts: keeps e-mails unique, also those of deleted people, until the switch says otherwise",
  ),
  item(
    "DF-14",
    "People: filters by part of the e-mail and by the whole system id",
    "api.test.ts: finds e-mails by any part, whatever the case, and system ids whole",
  ),
  item("DF-15", "People: since_utc", "api.test.ts: lists what changed since an instant"),
  item(
    "DF-16",
    "People: group_ids replaces the whole list, unknown groups are 422, groups come as numbers",
    "api.test.ts: replaces the whole list of groups, shows them as numbers, and refuses an unknown one",
  ),
  item(
    "DF-17",
    "People: a soft delete hides from every read",
    "api.test.ts: hides the deleted from every read, and the second delete finds nobody",
  ),
  item(
    "DF-18",
    "Lists: caps of per_page, both families of headers",
    "api.test.ts: cuts pages at a hundred people, fifty unless asked, and tells the size in the chosen headers",
  ),
  item("DF-19", "Lists: skip_pagination", "api.test.ts: skips paging when asked to"),
  item(
    "DF-20",
    "Credential types differ between accounts",
    "api.test.ts: has kinds of its own in every account, with other ids and slugs",
  ),
  item(
    "DF-21",
    "One credential of a type: 409 with the one there is; hash ids",
    "api.test.ts: takes one of a kind for each person; a second is 409 with the first",
  ),
  item(
    "DF-22",
    "Credential values: unique, length, 422",
    "api.test.ts: refuses a value in use and a PIN of the wrong length, and keeps leading zeros",
  ),
  item("DF-23", "Asterisks ask for a PIN", "api.test.ts: makes a PIN when asked with asterisks"),
  item("DF-24", "Credential bodies are wrapped", "api.test.ts: needs the wrapped body"),
  item(
    "DF-25",
    "Mobile credentials: 202 on delete",
    "api.test.ts: takes a mobile one back in its own time: 202",
  ),
  item(
    "DF-26",
    "Group reservations: end in the future and after the start, groups and person of the account",
    "reservations.test.ts: refuses an end that is past, or not after the start, and groups of nobody here",
  ),
  item(
    "DF-27",
    "Group reservations: states by the clock, in and out of the groups",
    "reservations.test.ts: goes from pending over active to deactivated by the clock, and in and out of the groups",
  ),
  item(
    "DF-28",
    "Group reservations: the end may strip a standing group",
    "reservations.test.ts: strips a standing group at its end, unless the switch says otherwise",
  ),
  item(
    "DF-29",
    "Group reservations: what a delete does, by state",
    "reservations.test.ts: deletes a pending one for good, and deactivates an active one",
  ),
  item("DF-30", "Group reservations: no update", "reservations.test.ts: knows no verb to change one"),
  item(
    "DF-31",
    "Reservations: one day in the account's time zone",
    "reservations.test.ts: stay within one day of the account's time zone",
  ),
  item(
    "DF-32",
    "Doors go by the last completed sync",
    "doors.test.ts: a door obeys only after a sync, and not before it is done",
  ),
  item(
    "DF-33",
    "One sync in 30 s, 429 with retry_in",
    "doors.test.ts: allows one sync in thirty seconds, and says how long to wait",
  ),
  item(
    "DF-34",
    "Offline doors lag until they are back",
    "doors.test.ts: an offline door stays as it was until it is back",
  ),
  item(
    "DF-35",
    "Events: 90 days, since, sort, n",
    "events.test.ts: goes ninety days back, newest first, and takes `since`, `sort`, `n` and `page`",
  ),
  item(
    "DF-36",
    "Events: codes with commas, 400 on bad ones",
    "events.test.ts: takes codes with commas, and refuses those it does not know",
  ),
  item(
    "DF-37",
    "Events: late ones keep their time",
    "events.test.ts: is told late of what happened at an offline door, with the time it happened",
  ),
  item(
    "DF-38",
    "Events: some are of no person",
    "events.test.ts: leaves out what no person did, unless its codes are asked for",
  ),
  item(
    "DF-39",
    "Events: the number shown to the reader is in them",
    "events.test.ts: shows who went through which door, with the number that was shown to the reader",
  ),
  item(
    "DF-40",
    "Webhooks: signed arrays",
    "webhooks.test.ts: are arrays, signed over the timestamp and the raw body, and carry no data of their own",
  ),
  item(
    "DF-41",
    "Webhooks: acknowledged by ack_token",
    "webhooks.test.ts: tell of credentials too, and note when a notification was dealt with",
  ),
  item(
    "DF-42",
    "Webhooks: duplicates, disorder, several accounts in one call",
    "webhooks.test.ts: come twice and out of order where the switches say so, several accounts in one call",
  ),
  item(
    "DF-43",
    "Webhooks: stop after a revoke",
    "webhooks.test.ts: stop once the application was revoked, or lacks the right",
  ),
  item(
    "DF-44",
    "Faults: bursts of 429, 5xx, answers that are no JSON",
    "faults.test.ts: throttles in bursts, fails with 5xx, and answers a page instead of JSON",
  ),
  item(
    "DF-45",
    "Faults: an answer lost after the write",
    "faults.test.ts: loses an answer after the write was made",
  ),
  item(
    "DF-46",
    "Faults: 200, 201 and 204 for the same call",
    "faults.test.ts: answers a write with 200, 201 or nothing, as the switch says",
  ),
  item(
    "DF-47",
    "Faults: single objects as arrays, times with an offset",
    "faults.test.ts: wraps single objects in an array, and writes times with the account's offset, where switches say so",
  ),
];
