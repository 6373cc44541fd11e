import { QUALITY_ROWS } from "../checks/connectors";
import type { VendorName } from "./vendor-name";

/** The connector's README: what is what, quirks, limits, and what of the house's rules it keeps. */
export const readmeOf = ({ id, title }: VendorName): string => `# ${title} connector

One sentence: what kind of locks, and what a person, an access group and a grant are called there. Facts with
sources and open questions: \`docs/vendors/${id}.md\`.

| File | Holds |
| --- | --- |
| \`definition.ts\` | the definition: how one connects, capabilities with their sources |
| \`api.ts\`, \`schemas.ts\` | one function per endpoint, what it answers |
| \`convert.ts\` | ${title} shapes to our nouns, pure |
| \`connector.ts\` | the contract's methods, composed from the above |
| \`testing.ts\` | the harness for the battery: connector plus simulator |
| \`fixtures/\` | pinned exchanges with their provenance; none yet |

## Our marks

Which field of the vendor carries them, and who can read it.

## Quirks

None known yet.

## Limits

None read yet.

## Quality

| Rule | State |
| --- | --- |
${QUALITY_ROWS.map((row) => `| ${row} | todo |`).join("\n")}
`;

export const fixturesReadme = `# Pinned exchanges

One folder an operation, one JSON file a case: \`{ provenance, request, response }\` as \`lib/connectors/testing/fixtures.ts\`
reads them. Provenance is \`recorded\`, \`documented\` or \`synthetic\`; only the first proves the vendor.
`;

/** The page of protocol notes. Empty tables on purpose: what is not read is not known. */
export const vendorPage = ({ id, title }: VendorName): string => `# ${title}

Protocol notes behind \`lib/connectors/${id}\`. Say here when they were read.

## Open questions

| # | Question | What Lintel does meanwhile |
| --- | --- | --- |
| 1 | Does the vendor enforce start and end of a grant itself? | nothing: the connector is not written |

## Access to the API

| Fact | Source |
| --- | --- |

## Objects

| ${title} | Lintel | Notes |
| --- | --- | --- |
| ? | connection | |
| ? | person | |
| ? | access group | |
| ? | vendor grant | |

## Precision and lists

How times are rounded, how lists are paged, what a delete answers.

## Credentials

Which of e-mail, PIN and cards, and the vendor's rule for each.

## A live test day must confirm

1. A grant an hour ahead: refused before, opens after; its end likewise.
2. Record the exchanges of \`lib/connectors/${id}/fixtures\`, as \`recorded\`.
`;
