import type { AccessGroupId } from "@/lib/access/types";
import type { Clock } from "@/lib/clock";
import type { CallLog, Connector, ConnectorDefinition } from "../contract";
import type { FaultyFetch } from "./faulty-fetch";

/** What a vendor folder brings to the battery: its connector in front of a fresh vendor account. */
export interface ConnectorHarness {
  readonly connector: Connector;
  readonly definition: ConnectorDefinition;
  readonly clock: Clock;
  /** Every call of the connector goes through it. */
  readonly faults: FaultyFetch;
  readonly logs: readonly Parameters<CallLog>[0][];
  /** How often the connector asked for a newer token. */
  renewals(): number;
  /** Two groups the account has. */
  readonly groupIds: readonly [AccessGroupId, AccessGroupId];
  /** What the vendor's times are rounded to. */
  readonly precisionMs: number;
  /** Values this vendor accepts; `pin` and `otherPin` are free, `cards` are known to the account. */
  readonly samples: {
    readonly pin: string;
    readonly otherPin: string;
    readonly cards: readonly [string, string];
    readonly badCard: string;
  };
  /** Tokens, keys and passwords in use: none may ever show in an error or a log. */
  readonly secrets: readonly string[];
  /** An error answer in the vendor's shape whose free text is `text`. */
  errorBody(text: string): string;
  /** A person and a grant of theirs that somebody made in the vendor's own console. */
  makeForeignGrant(): Promise<{
    readonly vendorPersonId: string;
    readonly vendorGrantId: string;
    readonly groupId: AccessGroupId;
    readonly email: string;
  }>;
  /** So many people more, made by somebody else; enough for several pages. */
  makePeople(count: number): Promise<void>;
  /** Makes one row of a list answer unreadable. */
  malformRow(answer: string): string;
  /** Everything the vendor holds, as text: to see that nothing changed. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

export type MakeHarness = () => Promise<ConnectorHarness>;
