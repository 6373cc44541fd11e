import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { LocationId, MemberId } from "@/lib/access/types";
import { createdAt, installationId, instant, oneOf, updatedAt } from "./columns";
import { installations } from "./installations";

export const rightStates = ["live", "gone"] as const;

/** What every fact carries so that its absence can be proven (design D6). */
const proof = () => ({
  state: text("state", { enum: rightStates }).notNull(),
  updatedOn: instant("updated_on"),
  /** The read that last listed it. */
  seenInRead: uuid("seen_in_read"),
  /** Missing from a complete read since, and not yet proven gone. */
  missingSince: instant("missing_since"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});
const tenant = () => installationId().references(() => installations.id, { onDelete: "cascade" });

/** A Nexudus contract as last read. Instants are as stored there, never rounded. */
export const contracts = pgTable(
  "contracts",
  {
    installationId: tenant(),
    /** Nexudus contract id. */
    id: text("id").notNull(),
    /** Nexudus' global key: passes name their contract by it. */
    uniqueId: text("unique_id"),
    locationId: text("location_id").$type<LocationId>().notNull(),
    /** Not a foreign key: a contract may be read before its coworker. */
    memberId: text("member_id").$type<MemberId>().notNull(),
    planId: text("plan_id"),
    fromAt: instant("from_at"),
    untilAt: instant("until_at"),
    /** What Nexudus says of it now. The instants decide; a difference is shown. */
    active: boolean("active").notNull(),
    cancelled: boolean("cancelled").notNull(),
    /** The current freeze as the contract itself tells it. */
    pausedFrom: instant("paused_from"),
    pausedUntil: instant("paused_until"),
    deskIds: jsonb("desk_ids").$type<readonly string[]>().notNull(),
    variantIds: jsonb("variant_ids").$type<readonly string[]>().notNull(),
    ...proof(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    index("contracts_member").on(t.installationId, t.memberId),
    oneOf("contracts_state", t.state, rightStates),
  ],
);

/** A freeze of a contract, past, present or future. */
export const contractFreezes = pgTable(
  "contract_freezes",
  {
    installationId: tenant(),
    id: text("id").notNull(),
    /** Not a foreign key: a freeze may be read before its contract. */
    contractId: text("contract_id").notNull(),
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at"),
    ...proof(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    index("contract_freezes_contract").on(t.installationId, t.contractId),
    oneOf("contract_freezes_state", t.state, rightStates),
  ],
);

/** A part-time share of an office: the local weekdays on which it is good. */
export const deskVariants = pgTable(
  "desk_variants",
  {
    installationId: tenant(),
    id: text("id").notNull(),
    deskId: text("desk_id").notNull(),
    /** 0 Sunday to 6 Saturday. */
    weekdays: jsonb("weekdays").$type<readonly number[]>().notNull(),
    ...proof(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    oneOf("desk_variants_state", t.state, rightStates),
  ],
);

/** Hours on one local weekday, in minutes after midnight. */
export interface StoredHours {
  readonly weekday: number;
  readonly fromMinutes: number;
  readonly untilMinutes: number;
}

/** What a kind of pass means: days or minutes, where it is good, in which hours. */
export const passKinds = pgTable(
  "pass_kinds",
  {
    installationId: tenant(),
    /** Nexudus time pass id: the item that is mapped. */
    id: text("id").notNull(),
    locationId: text("location_id").$type<LocationId>().notNull(),
    byMinutes: boolean("by_minutes").notNull(),
    /** Where it is good; null = not read by id yet: its own location. */
    scope: jsonb("scope").$type<readonly LocationId[] | null>(),
    scopeReadAt: instant("scope_read_at"),
    /** Empty = all hours. Shown; kept only where a mapping asks for it. */
    hours: jsonb("hours").$type<readonly StoredHours[]>().notNull(),
    updatedOn: instant("updated_on"),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.id] })],
);

/** A pass on somebody's account as last read. */
export const passes = pgTable(
  "passes",
  {
    installationId: tenant(),
    id: text("id").notNull(),
    memberId: text("member_id").$type<MemberId>().notNull(),
    /** Kind of pass. Not a foreign key: an owned pass may be read before its kind. */
    passId: text("pass_id").notNull(),
    locationId: text("location_id").$type<LocationId>(),
    contractUniqueId: text("contract_unique_id"),
    /** Since when it is on the account: as Nexudus says, else when first seen. */
    fromAt: instant("from_at").notNull(),
    expiresAt: instant("expires_at"),
    used: boolean("used").notNull(),
    usedAt: instant("used_at"),
    /** As Nexudus counts it; minutes for a pass of minutes. */
    remaining: integer("remaining"),
    ...proof(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.id] }),
    index("passes_member").on(t.installationId, t.memberId),
    oneOf("passes_state", t.state, rightStates),
  ],
);

/** A Nexudus team as last read. */
export const teams = pgTable(
  "teams",
  {
    installationId: tenant(),
    id: text("id").notNull(),
    locationId: text("location_id").$type<LocationId>(),
    name: text("name"),
    payingMemberId: text("paying_member_id").$type<MemberId>(),
    sharesPasses: boolean("shares_passes").notNull(),
    ...proof(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.id] }), oneOf("teams_state", t.state, rightStates)],
);

/** Who is in a team. Not tied to members: a team may be read before its people. */
export const teamMembers = pgTable(
  "team_members",
  {
    installationId: installationId(),
    teamId: text("team_id").notNull(),
    memberId: text("member_id").$type<MemberId>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.installationId, t.teamId, t.memberId] }),
    foreignKey({
      columns: [t.installationId, t.teamId],
      foreignColumns: [teams.installationId, teams.id],
    }).onDelete("cascade"),
    index("team_members_member").on(t.installationId, t.memberId),
  ],
);
