import type { Instant, Zone } from "./views";

/** What the mapping page shows. Like `views.ts`: plain data, words already chosen. */

export type ItemKindView = "plan" | "pass" | "desk" | "resource";

export interface MappingGroupView {
  readonly id: string;
  readonly name: string;
  readonly siteLabel: string | null;
  readonly hint: string | null;
  /** Gone at the vendor; still shown where it is assigned. */
  readonly vanished: boolean;
}

/** What a mapping says beside its groups. Minutes 0-120; null = the connection's. */
export interface MappingOptionsView {
  readonly leadMinutes: number | null;
  readonly lagMinutes: number | null;
  /** "Also keep the pass's hours"; passes alone. */
  readonly keepsHours: boolean;
}

export interface MappingItemView {
  /** `<kind>:<Nexudus id>`, unique in the table. */
  readonly key: string;
  readonly kind: ItemKindView;
  /** Nexudus' word: "Tariff", "Time pass", "Resource", "Desk", "Office". */
  readonly kindLabel: string;
  readonly name: string;
  readonly businessName: string;
  readonly groupIds: readonly string[];
  readonly options: MappingOptionsView;
  /** `vanished`, `archived`: gone or put away at Nexudus; `changed` = a saved change of it waits for its preview. */
  readonly flags: readonly ("vanished" | "archived" | "changed")[];
  /** What it is and when it is good, e.g. "Mon-Fri 08:00-18:00, London time". */
  readonly notes: readonly string[];
  /** What somebody should look at, e.g. an occupant without a contract. */
  readonly warnings: readonly string[];
  /** Group ids with a like name, offered for unmapped items. */
  readonly suggestedGroupIds: readonly string[];
  /** Groups of this vendor that Nexudus' own access fields name for it. */
  readonly nativeGroupIds: readonly string[];
}

/** Contracts of one location that start or end in the middle of a day. */
export interface OddContractsView {
  readonly locationName: string;
  readonly zone: Zone;
  readonly count: number;
  /** The first of them. */
  readonly contracts: readonly {
    readonly id: string;
    readonly memberId: string;
    readonly memberName: string;
    /** E.g. "starts 1 Jul, 01:00". */
    readonly when: string;
  }[];
}

export interface MappingSettingsView {
  readonly leadMinutes: number;
  readonly lagMinutes: number;
  readonly teamDesks: boolean;
  readonly teamPlans: boolean;
  readonly teamPasses: boolean;
}

export interface MappingView {
  readonly now: Instant;
  readonly connectionId: string;
  readonly connections: readonly { readonly id: string; readonly label: string }[];
  readonly vendorName: string;
  /** True = names read `Business / Kind / Name`. */
  readonly severalBusinesses: boolean;
  /** Of the locations it covers, or of the chosen one. */
  readonly items: readonly MappingItemView[];
  /** False = no item of any location has been read yet. */
  readonly isRead: boolean;
  readonly groups: readonly MappingGroupView[];
  /** One line each, where it applies (vendor hours win; every door on the way; ...). Kind null = always. */
  readonly hints: readonly { readonly kind: ItemKindView | null; readonly text: string }[];
  readonly settings: MappingSettingsView;
  readonly oddContracts: readonly OddContractsView[];
  /** Items whose own access fields at Nexudus name something this vendor does not have. */
  readonly unknownNative: number;
  /** A saved change that waits for confirmation on the preview page. */
  readonly pending: {
    readonly href: string;
    readonly previewId: string;
    readonly digest: string;
    /** E.g. "Mapping of 3 items". */
    readonly cause: string;
  } | null;
  readonly csvHref: string;
}

/** The whole new assignment of one item. */
export interface MappingChange extends MappingOptionsView {
  readonly key: string;
  readonly groupIds: readonly string[];
}

/** Stores the draft and answers where its preview is. */
export type SaveMapping = (input: {
  readonly connectionId: string;
  readonly changes: readonly MappingChange[];
}) => Promise<{ readonly previewHref: string } | { readonly error: string }>;

/** One thing that is wrong in a file; line 1 is its heading, null = the file as a whole. */
export interface CsvProblem {
  readonly line: number | null;
  readonly message: string;
}

/** What a file asks for, whole, or everything that is wrong with it. Nothing is stored either way. */
export type MappingFileAnswer =
  | { readonly changes: readonly MappingChange[] }
  | { readonly problems: readonly CsvProblem[]; readonly moreProblems: number };

/** Takes the text of a file. */
export type ReadMappingFile = (input: {
  readonly connectionId: string;
  readonly text: string;
}) => Promise<MappingFileAnswer>;
