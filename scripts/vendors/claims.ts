import type { Capabilities, ConnectorDefinition } from "@/lib/connectors/contract";

/** Every capability, in the order of the table. A new one does not compile until it is named here. */
const NAMES = {
  timedGrants: "Keeps start and end itself",
  ownershipMarker: "Carries our mark",
  grantMarker: "Carries it on each grant too",
  mutationUnit: "A write changes",
  openEnded: "Keeps a right without an end as",
  observe: "Reads people with their groups",
  grantsPerGroup: "Grants of one person in one group",
  email: "E-mail",
  pin: "PIN",
  cards: "Cards",
  events: "Tells who opened a door",
  flush: "Doors obey after a call of its own",
  guestLinks: "Links for visitors",
  passInvitations: "Mobile pass by e-mail",
  suspend: "Suspends people",
  remove: "Deletes people that Lintel made",
} as const satisfies Record<keyof Capabilities, string>;

export interface ClaimRow {
  readonly capability: string;
  readonly key: keyof Capabilities;
  /** By vendor, in the order given: what is claimed, and where that was read. */
  readonly claims: readonly { readonly value: string; readonly source: string }[];
}

/** What each vendor can, as its definition says; what it does not name is "no". */
export const claimRows = (definitions: readonly ConnectorDefinition[]): readonly ClaimRow[] =>
  (Object.keys(NAMES) as (keyof Capabilities)[]).map((key) => ({
    key,
    capability: NAMES[key],
    claims: definitions.map(({ capabilities }) => {
      const claim = capabilities[key];
      return claim ? { value: claim.value, source: claim.source } : { value: "no", source: "not named" };
    }),
  }));
