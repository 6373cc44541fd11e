/** What the simulator keeps to, and the test that says so. A check fails when a named test does not exist. */
export interface ChecklistItem {
  readonly id: string;
  readonly item: string;
  /** `<file>: <title of the test>` */
  readonly test: string;
}

const at = (file: string, title: string) => `e2e/simulators/brivo/${file}.test.ts: ${title}`;

export const checklist: readonly ChecklistItem[] = [
  {
    id: "BR-01",
    item: "Auth and API are separate hosts",
    test: at("oauth", "keeps the two hosts apart"),
  },
  {
    id: "BR-02",
    item: "A missing or wrong API key is 403 with an HTML page on either host",
    test: at(
      "oauth",
      "answers a missing API key with the gateway's page on both hosts, before anything else",
    ),
  },
  {
    id: "BR-03",
    item: "Basic on the auth host: no header and wrong client have bodies of their own",
    test: at("oauth", "tells a missing client from a wrong one at the token endpoint"),
  },
  {
    id: "BR-04",
    item: "Authorization codes: once, short-lived, bound to the redirect address",
    test: at("oauth", "takes a code once, within ten minutes, for its own redirect address"),
  },
  {
    id: "BR-05",
    item: "The redirect arrives by POST or GET, and state is echoed",
    test: at("oauth", "hands the code over by POST or GET as switched, with the state it was given"),
  },
  {
    id: "BR-06",
    item: "Access tokens end after expires_in (300 s); then 401 invalid_token",
    test: at("oauth", "ends an access token after the seconds it named"),
  },
  {
    id: "BR-07",
    item: "Refresh tokens rotate and the old one dies, or stay, by switch",
    test: at("oauth", "gives a new refresh token and lets the old one die, or keeps it where so switched"),
  },
  {
    id: "BR-08",
    item: "The token endpoint refuses JSON",
    test: at("oauth", "takes no JSON at the token endpoint"),
  },
  {
    id: "BR-09",
    item: "Calls about groups need an administrator who may configure the account",
    test: at("oauth", "refuses calls about groups to an administrator who may not configure the account"),
  },
  {
    id: "BR-10",
    item: "pageSize: 20 by default, 100 at most; count is the total",
    test: at("users", "pages by twenty, by a hundred at most, and counts the whole"),
  },
  {
    id: "BR-11",
    item: "Lists that are not paged have no offset and no pageSize",
    test: at("users", "leaves offset and pageSize out of lists that are not paged"),
  },
  {
    id: "BR-12",
    item: "Filter grammar; unknown fields 400; eq is contains on text; exact for custom fields only",
    test: at("users", "knows the filters it is said to know and refuses every other"),
  },
  {
    id: "BR-13",
    item: "Empty fields are left out; ids are numbers; externalId is text",
    test: at("users", "leaves empty fields out, has numbers for ids and text for externalId"),
  },
  {
    id: "BR-14",
    item: "PUT erases optional fields that are left out, PATCH does not",
    test: at("users", "erases with PUT what the body leaves out, and with PATCH does not"),
  },
  {
    id: "BR-15",
    item: "Sixteen groups at most, hidden ones counted; over the limit nothing changes",
    test: at(
      "groups",
      "lets a person hold sixteen groups, hidden ones counted, and over the limit changes nothing",
    ),
  },
  {
    id: "BR-16",
    item: "A group's name has at most 35 characters",
    test: at("groups", "names groups with at most 35 characters"),
  },
  {
    id: "BR-17",
    item: "Membership PUT and DELETE answer 204; unknown group or user 404",
    test: at("groups", "answers membership changes with 204, and unknown groups and people with 404"),
  },
  {
    id: "BR-18",
    item: "PIN rules, one PIN for one person, shown as a credential of format 2",
    test: at(
      "users",
      "keeps the PIN's rules, one PIN for one person, and shows it as a credential of format 2",
    ),
  },
  {
    id: "BR-19",
    item: "Cards: 201, duplicate 400 in the vendor's words",
    test: at("credentials", "makes a card with 201 and refuses its double in the vendor's words"),
  },
  {
    id: "BR-20",
    item: "Cards: assign and take back 204, owner 404 when unassigned, the card stays in the bank",
    test: at(
      "credentials",
      "assigns and takes back with 204, keeps the card in the bank, and shows an owner only while there is one",
    ),
  },
  {
    id: "BR-21",
    item: "Invitations: one pending (409), mailed where asked",
    test: at(
      "credentials",
      "invites to a pass once at a time, mails the code where asked, and shows the pending one by default",
    ),
  },
  {
    id: "BR-22",
    item: "Invitations expire after 72 h",
    test: at("credentials", "lets an invitation expire after 72 hours, at the very instant"),
  },
  {
    id: "BR-23",
    item: "A redeemed pass is a credential of format 307",
    test: at("credentials", "makes a redeemed pass a credential of format 307 that is taken away by itself"),
  },
  {
    id: "BR-24",
    item: "Cancelled invitations; 404 when none is pending",
    test: at(
      "credentials",
      "cancels what is pending, by itself and with the credentials of a suspended person",
    ),
  },
  {
    id: "BR-25",
    item: "Pass licences run out",
    test: at("credentials", "invites nobody once the passes are used up, and counts what is out"),
  },
  {
    id: "BR-26",
    item: "revoke-credentials is 400 unless the user is suspended",
    test: at("users", "suspends through the call for it, and revokes credentials of the suspended only"),
  },
  {
    id: "BR-27",
    item: "A deleted user is 404 everywhere; cards become unassigned",
    test: at("users", "knows a deleted user nowhere any more, and puts the cards back into the bank"),
  },
  {
    id: "BR-28",
    item: "Events: newest first, date-time offset, no count",
    test: at("events", "lists events newest first, without a count, and pages by a date-time"),
  },
  {
    id: "BR-29",
    item: "Events: bounds cut to the hour, 24 h at most, today by default",
    test: at("events", "cuts bounds to the hour, takes a day at most, and starts at midnight UTC by default"),
  },
  {
    id: "BR-30",
    item: "Events: filters that exclude each other are 400",
    test: at("events", "refuses filters that exclude each other and fields it does not know"),
  },
  {
    id: "BR-31",
    item: "Notifications: one try, no signature, only 200 counts",
    test: at("events", "notifies once, unsigned, and takes nothing but 200 for taken"),
  },
  {
    id: "BR-32",
    item: "Faults: throttling 403 and 429, 503, 596, lost answers, HTML pages",
    test: at(
      "faults",
      "injects what a gateway does: throttling, outage, its pages, and answers lost after the deed",
    ),
  },
];
