import { and, eq } from "drizzle-orm";
import { getConnection, listGroups, updateConnection } from "@/db/queries/connections";
import { listProposalsOf } from "@/db/queries/console";
import { listLocations } from "@/db/queries/installations";
import { getPreview, listItems } from "@/db/queries/mappings";
import { listPersons } from "@/db/queries/persons";
import { approvalPeople } from "@/db/queries/safety";
import { revokeApprovals } from "@/db/schema";
import type { ConnectionId, InstallationId } from "@/lib/access/types";
import { type BegunConnection, beginConnection, enterAgain } from "@/lib/services/connections/begin";
import { confirmCertificate } from "@/lib/services/connections/certificate";
import { pauseConnection, resumeConnection } from "@/lib/services/connections/change-state";
import { disconnectConnection } from "@/lib/services/connections/disconnect";
import { confirmAccount, finishOAuth, startOAuth } from "@/lib/services/connections/oauth";
import { OFFERED_CERTIFICATE } from "@/lib/services/connections/read-inputs";
import { refreshGroups } from "@/lib/services/connections/refresh-groups";
import { saveVendorSettings } from "@/lib/services/connections/save-vendor-settings";
import type { Services } from "@/lib/services/context";
import { confirmLocations } from "@/lib/services/installations/confirm-locations";
import { openInstall } from "@/lib/services/installations/open-install";
import { confirmPreview } from "@/lib/services/mappings/confirm";
import { proposeChange } from "@/lib/services/mappings/propose";
import { confirmPerson } from "@/lib/services/people/confirm-person";
import { approveRevokes, dismissRevokes } from "@/lib/services/safety/decide";
import type { Mapping } from "../types";
import type { VendorAccount } from "../vendors/vendor";
import type { Tenant } from "./tenant";

interface Key {
  readonly installationId: InstallationId;
  readonly connectionId: ConnectionId;
}

const MINUTES_A_HOUR = 60;
/** A preview that changed while it was read is read again; more often than this and something else is wrong. */
const CONFIRMS_MAX = 5;

const KIND = { plan: "plan", pass: "pass", resource: "resource", desk: "desk" } as const;

/** The simulated admin of one space: does in the console what its owner would, and nothing a page does not offer. */
export class Admin {
  private installation: InstallationId | null = null;
  private readonly connections = new Map<string, ConnectionId>();

  constructor(
    private readonly tenant: Tenant,
    private readonly services: Services,
  ) {}

  get installationId(): InstallationId {
    if (this.installation === null) throw new Error("not installed");
    return this.installation;
  }

  key(name: string): Key {
    const connectionId = this.connections.get(name);
    if (connectionId === undefined) throw new Error(`no connection ${name}`);
    return { installationId: this.installationId, connectionId };
  }

  private account(name: string): VendorAccount {
    const found = this.tenant.accounts.get(name);
    if (!found) throw new Error(`no account ${name}`);
    return found;
  }

  /** Installs from the marketplace and confirms the locations. */
  async install(): Promise<void> {
    const { nexudus, rootId, script } = this.tenant;
    const made = nexudus.api.install({ businessId: rootId });
    await this.launch(made.id);
    const rows = await listLocations(this.services.db, { installationId: this.installationId });
    const planned = new Map(
      script.world.locations.map((place) => [this.tenant.desk.ids.locations[place.name], place]),
    );
    await confirmLocations(this.services, {
      installationId: this.installationId,
      locations: rows.map((row) => ({
        id: row.id,
        zone: planned.get(row.id)?.zone ?? row.zone,
        dayChangeHour: Math.floor((planned.get(row.id)?.dayChangeMinutes ?? 180) / MINUTES_A_HOUR),
      })),
    });
  }

  /** Opens Lintel from Nexudus: the first time, or to approve it again. */
  async launch(installId?: number): Promise<void> {
    const { api } = this.tenant.nexudus;
    const id = installId ?? api.installs()[0]?.id ?? 0;
    const opened = await openInstall(this.services, {
      query: new URL(api.link(id)).searchParams,
      sessionInstallation: this.installation,
    });
    if (opened.kind !== "opened") throw new Error(`install: ${JSON.stringify(opened)}`);
    this.installation = opened.installationId;
  }

  /** Enters what the vendor asks for, signs in there, says yes to the account and chooses its settings. */
  async connect(name: string): Promise<void> {
    const { plan, form, settings } = this.account(name);
    const { installationId } = this;
    const begun = await beginConnection(this.services, {
      installationId,
      vendor: plan.vendor,
      locationIds: plan.locations.map((place) => this.tenant.desk.ids.locations[place] ?? ""),
      values: form,
    });
    const { connectionId } = begun;
    this.connections.set(name, connectionId);
    const key = { installationId, connectionId };
    await this.goOn(name, begun);
    await confirmAccount(this.services, { ...key, yes: true });
    if (Object.keys(settings).length > 0)
      await saveVendorSettings(this.services, { ...key, values: settings });
    await updateConnection(this.services.db, key, {
      vendorWindows: plan.vendorWindows,
      syncPin: plan.syncPin,
      syncCards: plan.syncCards,
      randomPins: plan.randomPins ?? false,
      updatedAt: this.services.clock.now(),
    });
  }

  /** Signs in again, after what Lintel had was lost: at the vendor, or with what is to be entered now. */
  async signIn(name: string): Promise<void> {
    const key = this.key(name);
    const { allow, form } = this.account(name);
    const { connectionId } = key;
    if (allow) await this.goOn(name, { connectionId, leave: await startOAuth(this.services, key) });
    else await this.goOn(name, await enterAgain(this.services, { ...key, values: form }));
  }

  /** What follows the form: the vendor's consent page, "Allow", and back; or a look at the server's certificate. */
  private async goOn(name: string, { connectionId, leave }: BegunConnection): Promise<void> {
    const { plan, allow, certificate } = this.account(name);
    const key = { installationId: this.installationId, connectionId };
    const connection = await getConnection(this.services.db, key);
    const offered = connection?.settings[OFFERED_CERTIFICATE];
    if (offered !== undefined && offered === certificate)
      await confirmCertificate(this.services, { ...key, fingerprint: offered });
    if (leave === null || !allow) return;
    const back = new URL(await allow(leave.redirectTo)).searchParams;
    const finished = await finishOAuth(this.services, {
      vendor: plan.vendor,
      sessionInstallation: key.installationId,
      state: back.get("state") ?? "",
      code: back.get("code"),
      browserToken: leave.browserToken,
    });
    if (!finished.ok) throw new Error(`sign in to ${name}: ${finished.why}`);
  }

  /** Proposes a whole mapping and confirms it, once more when it changed meanwhile. Gives when it was applied. */
  async map(name: string, mapping: Mapping): Promise<Date> {
    const key = this.key(name);
    const { groups } = this.account(name);
    const known = new Set((await listGroups(this.services.db, key)).map((row) => String(row.id)));
    if ([...groups.values()].some((id) => !known.has(id))) await refreshGroups(this.services, key);
    const kinds = new Map(this.tenant.script.world.items.map((item) => [item.name, KIND[item.kind]]));
    const { ids } = this.tenant.desk;
    const keyOf = (item: string) => `${kinds.get(item)}:${ids.items[item]}`;
    const mapped = new Map(mapping.rows.map((row) => [keyOf(row.item), row]));
    const stored = await listItems(this.services.db, key);
    const items = stored.map((item) => {
      const row = mapped.get(`${item.kind}:${item.id}`);
      return {
        key: `${item.kind}:${item.id}`,
        groupIds: (row?.groups ?? []).map((group) => groups.get(group) ?? ""),
        leadMinutes: row?.leadMinutes ?? null,
        lagMinutes: row?.lagMinutes ?? null,
        keepsHours: row?.keepsHours ?? false,
      };
    });
    const { previewId } = await proposeChange(this.services, {
      ...key,
      items,
      leadMinutes: mapping.leadMinutes,
      lagMinutes: mapping.lagMinutes,
      teamDesks: mapping.teamDesks,
      teamPlans: mapping.teamPlans,
      teamPasses: mapping.teamPasses,
    });
    for (let look = 0; look < CONFIRMS_MAX; look += 1) {
      const preview = await getPreview(this.services.db, { installationId: key.installationId, previewId });
      const confirmed = await confirmPreview(this.services, {
        installationId: key.installationId,
        previewId,
        digest: preview?.digest ?? "",
      });
      if (confirmed.status === "applied") return this.services.clock.now();
    }
    throw new Error(`the mapping of ${name} kept changing`);
  }

  pause = (name: string): Promise<void> =>
    pauseConnection(this.services, { ...this.key(name), withdrawFuture: false });
  resume = (name: string): Promise<void> => resumeConnection(this.services, this.key(name));
  disconnect = (name: string): Promise<void> =>
    disconnectConnection(this.services, {
      ...this.key(name),
      grants: Number.MAX_SAFE_INTEGER,
      removePeople: false,
    });

  /** Answers what the revoke budget asks, if it does. True = it did. */
  async answerBudget(name: string, approve: boolean): Promise<boolean> {
    const { installationId, connectionId } = this.key(name);
    const open = await this.services.db
      .select({ id: revokeApprovals.id })
      .from(revokeApprovals)
      .where(
        and(
          eq(revokeApprovals.installationId, installationId),
          eq(revokeApprovals.connectionId, connectionId),
          eq(revokeApprovals.state, "open"),
        ),
      );
    for (const { id: approvalId } of open) {
      const shown = await approvalPeople(this.services.db, {
        installationId,
        approvalIds: [approvalId],
      });
      const answer = approve ? approveRevokes : dismissRevokes;
      await answer(this.services, { installationId, approvalId, people: shown.length });
    }
    return open.length > 0;
  }

  /**
   * What somebody who looks at the console now and then does: says who proposed people are, and lets a latched budget
   * go on unless the script has an answer of its own. True = did something.
   */
  async lookAround(): Promise<boolean> {
    let hasDone = await this.confirmPeople();
    const answered = this.tenant.script.actions.some((action) => action.do === "answer_budget");
    if (!answered)
      for (const [name] of this.connections) hasDone = (await this.answerBudget(name, true)) || hasDone;
    return hasDone;
  }

  /** Says who each proposed person is: the first one proposed, who may be another profile of the same human. */
  private async confirmPeople(): Promise<boolean> {
    let hasConfirmed = false;
    for (const [name] of this.connections) {
      const key = this.key(name);
      const waiting = (await listPersons(this.services.db, key)).filter((person) => person.link !== "ready");
      if (waiting.length === 0) continue;
      const proposals = await listProposalsOf(this.services.db, {
        installationId: key.installationId,
        personIds: waiting.map((person) => person.id),
      });
      for (const person of waiting) {
        const first = proposals.find((row) => row.personId === person.id);
        await confirmPerson(this.services, {
          installationId: key.installationId,
          personId: person.id,
          vendorPersonId: first?.vendorPersonId ?? null,
          share: true,
        });
        hasConfirmed = true;
      }
    }
    return hasConfirmed;
  }
}
