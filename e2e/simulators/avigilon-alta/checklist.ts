/** What a faithful simulator of the vendor keeps to, each with the test that says so. */
export const checklist: readonly { readonly id: string; readonly item: string; readonly test: string }[] = [
  {
    id: "AL-01",
    item: "Sign-in answers 201 with token, end and organizations",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: answers 201 with the token, its end in 14 days and the organizations it covers",
  },
  {
    id: "AL-02",
    item: "A wrong password is 401; several lock the account",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: refuses a wrong password with 401, counts it, and locks the account after five",
  },
  {
    id: "AL-03",
    item: "Accounts with MFA need their code; identity providers' accounts cannot sign in",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: asks an account with MFA for its code, and refuses one whose identity provider signs in",
  },
  {
    id: "AL-04",
    item: "Several namespaces for one address, several organizations in one token",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: finds one address in several namespaces, and several organizations of one account",
  },
  {
    id: "AL-05",
    item: "Bare token, Bearer and Basic",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: takes the token bare, as Bearer, and e-mail with password as Basic, each by its switch",
  },
  {
    id: "AL-06",
    item: "Tokens end after 14 days; a refresh ends the old one",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: ends after its time, by sign-out, and by a refresh that gives a new token",
  },
  {
    id: "AL-07",
    item: "Regions know nothing of each other",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: keeps the regions apart: accounts and tokens of one are unknown in the other",
  },
  {
    id: "AL-08",
    item: "A foreign organization is 403",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: refuses another organization with 403",
  },
  {
    id: "AL-09",
    item: "A read-only scope is 403 on writes",
    test: "e2e/simulators/avigilon-alta/auth.test.ts: lets a read-only account read, and refuses its writes with 403",
  },
  {
    id: "AL-10",
    item: "Envelope with totals and meta",
    test: "e2e/simulators/avigilon-alta/people.test.ts: wraps rows in an envelope with totals, and takes a page by offset",
  },
  {
    id: "AL-11",
    item: "Limits out of bounds, negative offsets and unknown parameters are 400",
    test: "e2e/simulators/avigilon-alta/people.test.ts: refuses a bad limit, offset, cursor or order, and an unknown parameter, with 400",
  },
  {
    id: "AL-12",
    item: "People are paged by cursor",
    test: "e2e/simulators/avigilon-alta/people.test.ts: pages people by cursor, and hides nobody when somebody is deleted in between",
  },
  {
    id: "AL-13",
    item: "Filters match texts in part",
    test: "e2e/simulators/avigilon-alta/people.test.ts: match texts in part and whatever their case",
  },
  {
    id: "AL-14",
    item: "Filters know null, several values, AND by juxtaposition, ranges",
    test: "e2e/simulators/avigilon-alta/people.test.ts: know null, several values, conditions side by side and ranges",
  },
  {
    id: "AL-15",
    item: "Addresses are validated; unknown properties are 400",
    test: "e2e/simulators/avigilon-alta/people.test.ts: need an address, and refuse unknown properties",
  },
  {
    id: "AL-16",
    item: "An address in use is refused",
    test: "e2e/simulators/avigilon-alta/people.test.ts: refuse an address in use, with the status of the switch",
  },
  {
    id: "AL-17",
    item: "A deleted person's address brings the old record back with its rights, as 201",
    test: "e2e/simulators/avigilon-alta/people.test.ts: come back with their old rights when their address is used again after a deletion",
  },
  {
    id: "AL-18",
    item: "Status letters A, I and S only; 204 with an empty body",
    test: "e2e/simulators/avigilon-alta/people.test.ts: take the status letters A, S and I only, and answer 204 with nothing",
  },
  {
    id: "AL-19",
    item: "PATCH of a person is partial and answers 200",
    test: "e2e/simulators/avigilon-alta/people.test.ts: are changed in part by PATCH, which answers 200 with the person",
  },
  {
    id: "AL-20",
    item: "Unknown ids are a 400 with a message",
    test: "e2e/simulators/avigilon-alta/people.test.ts: that are unknown are a 400 with a message, or a 404 by the switch",
  },
  {
    id: "AL-21",
    item: "PUT groupIds replaces everything",
    test: "e2e/simulators/avigilon-alta/people.test.ts: are replaced whole by PUT",
  },
  {
    id: "AL-22",
    item: "Arrays of a membership PATCH are unique",
    test: "e2e/simulators/avigilon-alta/people.test.ts: refuse a group named twice",
  },
  {
    id: "AL-23",
    item: "Credentials are validated per model",
    test: "e2e/simulators/avigilon-alta/credentials.test.ts: are taken or refused by the rule of their model",
  },
  {
    id: "AL-24",
    item: "A number in use is a conflict, or moved with allowReassign",
    test: "e2e/simulators/avigilon-alta/credentials.test.ts: with a number somebody has are a conflict, or moved when that is asked for",
  },
  {
    id: "AL-25",
    item: "Ids of types differ from account to account, but for 1 and 2",
    test: "e2e/simulators/avigilon-alta/credentials.test.ts: have types whose ids only the list of types tells, but for mobile and card",
  },
  {
    id: "AL-26",
    item: "A phone's set-up link lasts seven days",
    test: "e2e/simulators/avigilon-alta/credentials.test.ts: get a set-up mail that is good for seven days, and open once set up",
  },
  {
    id: "AL-27",
    item: "No set-up mail outside the person's dates",
    test: "e2e/simulators/avigilon-alta/credentials.test.ts: get no mail outside the person's dates",
  },
  {
    id: "AL-28",
    item: "Links need entries of the organization",
    test: "e2e/simulators/avigilon-alta/cloud-keys.test.ts: need doors of the organization, and a sound window",
  },
  {
    id: "AL-29",
    item: "The use of a link keeps to notBefore and expires",
    test: "e2e/simulators/avigilon-alta/cloud-keys.test.ts: open from their start and not at their end, without signing in",
  },
  {
    id: "AL-30",
    item: "The use of a link needs an active owner with remote unlock and a way in",
    test: "e2e/simulators/avigilon-alta/cloud-keys.test.ts: open nothing while the owner is suspended, has no remote unlock or no way in, nor a door that refuses it",
  },
  {
    id: "AL-31",
    item: "Deleting the cloud key kills its links",
    test: "e2e/simulators/avigilon-alta/cloud-keys.test.ts: die with their key, or live on, by the switch; the end of the key ends them, too",
  },
  {
    id: "AL-32",
    item: "Effective access follows groups, zones, direct grants, dates and status",
    test: "e2e/simulators/avigilon-alta/access.test.ts: comes from groups, direct zones and direct sites, within dates and while active",
  },
  {
    id: "AL-33",
    item: "Event pages are unsorted, too large, and bound to their filter",
    test: "e2e/simulators/avigilon-alta/events.test.ts: comes in pages larger than asked for and in no order, by a cursor that belongs to its filter",
  },
  {
    id: "AL-34",
    item: "Late arrivals",
    test: "e2e/simulators/avigilon-alta/events.test.ts: tells late, and with the time it happened, what an offline controller saw",
  },
  {
    id: "AL-35",
    item: "Several rows for one act",
    test: "e2e/simulators/avigilon-alta/events.test.ts: has several rows for one act with one request id, one for a refusal, and says who and where",
  },
  {
    id: "AL-36",
    item: "The old report is 422",
    test: "e2e/simulators/avigilon-alta/events.test.ts: is refused in its older form with 422",
  },
  {
    id: "AL-37",
    item: "Subscriptions need the X-Hook-Secret handshake",
    test: "e2e/simulators/avigilon-alta/events.test.ts: are made only when the receiver sends the handshake's secret back",
  },
  {
    id: "AL-38",
    item: "Deliveries carry no signature",
    test: "e2e/simulators/avigilon-alta/events.test.ts: deliver without a signature, and are switched off after failures in a row",
  },
  {
    id: "AL-39",
    item: "Faults: 401, 429, 403 that is a rate limit, 5xx, HTML",
    test: "e2e/simulators/avigilon-alta/events.test.ts: answer what they are told: a lost session, a throttle, a forbidden that is one, a page of HTML",
  },
  {
    id: "AL-40",
    item: "A write carried out whose answer is lost",
    test: "e2e/simulators/avigilon-alta/events.test.ts: carry a write out and lose its answer",
  },
];
