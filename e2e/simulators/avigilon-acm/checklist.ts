import type { ChecklistItem } from "../kit/checklist";

/** What the simulator must enforce, and the test that shows it does. */
export const checklist: readonly ChecklistItem[] = [
  {
    id: "ACM-01a",
    item: "HTTPS with a self-signed certificate that stays over a restart and can be changed",
    test: "e2e/simulators/avigilon-acm/server.test.ts: speaks TLS with a certificate of its own making that stays over a restart and can be changed",
  },
  {
    id: "ACM-01b",
    item: "Connections reset, answers cut in half, slow whole lists",
    test: "e2e/simulators/avigilon-acm/server.test.ts: resets connections, answers half a document, and answers slowly on demand",
  },
  {
    id: "ACM-02a",
    item: "Session login by form or JSON; a cookie for the right password only",
    test: "e2e/simulators/avigilon-acm/server.test.ts: signs in by form or by JSON, and gives a cookie for the right password only",
  },
  {
    id: "ACM-02b",
    item: "HTTP Basic, by switch",
    test: "e2e/simulators/avigilon-acm/server.test.ts: takes HTTP Basic on .xml resources, everywhere, or nowhere, by switch",
  },
  {
    id: "ACM-02c",
    item: "Sessions expire after a configurable quiet",
    test: "e2e/simulators/avigilon-acm/server.test.ts: ends sessions after quiet, and says so by redirect, by the login page or by 401",
  },
  {
    id: "ACM-02d",
    item: "CSRF token on every write of a session, by cookie or meta tag",
    test: "e2e/simulators/avigilon-acm/server.test.ts: asks for the CSRF token on every write of a session, served by cookie or by meta tag",
  },
  {
    id: "ACM-02e",
    item: "Wrong passwords are counted and lock the account",
    test: "e2e/simulators/avigilon-acm/server.test.ts: counts wrong passwords however they come, and locks the account",
  },
  {
    id: "ACM-03a",
    item: "Profile xml-only",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: profile xml-only: 406 for the JSON list, nothing for a bare one, 500 for half the form, all for the whole form",
  },
  {
    id: "ACM-03b",
    item: "Profiles json and json-only",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: profiles json and json-only: pages of the JSON list, and no XML list for the second",
  },
  {
    id: "ACM-03c",
    item: "Attribute prefix plasec or avigilon",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: names attributes by the prefix of the server, and takes no field by the other one",
  },
  {
    id: "ACM-04",
    item: "302 and Location on create, the form again with 200 on a refusal, ids of 16 hex characters",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: answers a create with 302 and a hex id, and a bad form with 200 and the reason",
  },
  {
    id: "ACM-05a",
    item: "Last name required, e-mail addresses not unique",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: wants a last name, takes one e-mail address twice, and by switch wants a first name",
  },
  {
    id: "ACM-05b",
    item: "Taken card numbers and PINs rejected, by switch",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: refuses a card number or PIN that is taken, unless the switch allows it",
  },
  {
    id: "ACM-06a",
    item: "A form update blanks what is missing, an XML PUT is partial",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: a form update of a token blanks what it leaves out; an XML PUT changes only what it names",
  },
  {
    id: "ACM-06b",
    item: "A PIN is never read back",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: V3 lists tokens with status as text and without any PIN, in JSON and in XML",
  },
  {
    id: "ACM-07a",
    item: "update_roles replaces the whole list; an unknown DN is rejected",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: update_roles replaces the whole list, refuses an unknown DN, and is cleared by one empty value only",
  },
  {
    id: "ACM-07b",
    item: "Roles outside the account's limit are left alone, by switch",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: leaves roles outside the account's limit as they were without a word, or refuses, by switch",
  },
  {
    id: "ACM-07c",
    item: "A missing delegation: 403, or back to the form",
    test: "e2e/simulators/avigilon-acm/server.test.ts: names a missing delegation by 403, or goes back to the form with nothing changed",
  },
  {
    id: "ACM-08a",
    item: "Role start and stop dates, and the installed flag",
    test: "e2e/simulators/avigilon-acm/access.test.ts: keeps to a role's start, stop and installed flag, for everybody in it",
  },
  {
    id: "ACM-08b",
    item: "Token statuses derived from dates, in the server's zone, over a change of the clocks",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: derives not yet active and expired from the dates, in the server's zone and over a change of the clocks",
  },
  {
    id: "ACM-09a",
    item: "The decision at the door",
    test: "e2e/simulators/avigilon-acm/access.test.ts: opens for an active person with an active token in its dates and a role in its dates whose schedule is open",
  },
  {
    id: "ACM-09b",
    item: "Door modes: card, PIN, either, both",
    test: "e2e/simulators/avigilon-acm/access.test.ts: takes a card or a PIN by the mode of the door, and only the very one that is presented",
  },
  {
    id: "ACM-09c",
    item: "Intervals agree with what the door said",
    test: "e2e/simulators/avigilon-acm/access.property.test.ts: intervals are exactly the instants at which the door was asked and opened at the time",
  },
  {
    id: "ACM-10a",
    item: "A panel learns of a change after its lag",
    test: "e2e/simulators/avigilon-acm/access.test.ts: lets a panel learn of a change only after its lag",
  },
  {
    id: "ACM-10b",
    item: "A panel off the network decides by what it knew",
    test: "e2e/simulators/avigilon-acm/access.test.ts: lets a panel off the network decide by what it knew, and learn all of it when it is back",
  },
  {
    id: "ACM-11a",
    item: "Event feed over TCP: declaration per event, padding, split writes",
    test: "e2e/simulators/avigilon-acm/event-feed.test.ts: connects to a port and writes each event behind a declaration of its own, padded, split at will",
  },
  {
    id: "ACM-11b",
    item: "Event feed: repeats after a reconnect, late and reordered events",
    test: "e2e/simulators/avigilon-acm/event-feed.test.ts: repeats events after a reconnect, and tells late ones with the time at the panel",
  },
  {
    id: "ACM-12a",
    item: "List shapes V1 and V2",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: V1 has neither e-mail nor roles and status as text; V2 all of it with status as a number, wrapped or bare",
  },
  {
    id: "ACM-12b",
    item: "One value or many in XML; empty attributes absent",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: wraps several values in a plural element, and leaves empty attributes out",
  },
  {
    id: "ACM-12c",
    item: "The attribute filter, honoured or not",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: filters by an attribute whatever the case, with escapes, or ignores the filter by switch",
  },
  {
    id: "ACM-12d",
    item: "Roles in JSON, in XML, or not listed",
    test: "e2e/simulators/avigilon-acm/lists.test.ts: lists roles with their dates in JSON or in XML, or not at all",
  },
  {
    id: "ACM-13a",
    item: "Staff act behind the application's back",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: staff may change roles and PINs, delete and merge people behind an application's back",
  },
  {
    id: "ACM-13b",
    item: "What a delete does to tokens, by switch",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: deletes people, and their tokens go along, stay behind or stop it, by switch",
  },
  {
    id: "ACM-14",
    item: "Two clients writing roles at once",
    test: "e2e/simulators/avigilon-acm/writes.test.ts: two clients writing roles at once: the second list wins, and the first role is lost",
  },
  {
    id: "ACM-15",
    item: "A building's page where one can try a door",
    test: "e2e/simulators/avigilon-acm/building-page.test.ts: says why a door stays shut, in the building's time",
  },
];
