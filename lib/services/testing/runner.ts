import type { ConnectionId, InstallationId, MemberId, PersonId } from "@/lib/access/types";
import { VendorError } from "@/lib/connectors/errors";
import { NexudusError } from "@/lib/nexudus/errors";
import { applyPerson } from "../access/apply-person";
import { fireEdge } from "../access/fire-edge";
import { projectMembers } from "../access/project-members";
import { compareConnection, refreshFacts } from "../access/reconcile-connection";
import { continueDisconnect } from "../connections/disconnect-continue";
import { flushConnection, GATHER_MS } from "../connections/flush";
import { refreshGroups } from "../connections/refresh-groups";
import type { OutgoingEvent, Services } from "../context";
import { continueRemoval } from "../installations/continue-removal";
import { invitePass } from "../passes/invite-pass";
import { pollPlatform } from "../platform/poll";
import { readMember } from "../platform/read-member";
import { refreshDoors } from "../presence/refresh-doors";
import { lookAtConnection, presenceTick } from "../presence/tick";
import { applyVisit } from "../visits/apply-visit";
import { refreshVisitor } from "../visits/refresh-visitor";
import { ensureWebhooks } from "../webhooks/ensure";

/** As the durable functions are declared: after these it is the sweep's to go on. */
const RETRIES = 4;

interface Waiting {
  readonly at: Date;
  readonly event: OutgoingEvent;
}

/** What a run ended with: its result, or the outside error it stopped at. */
export interface Ran {
  readonly event: OutgoingEvent;
  readonly result: unknown;
}

/**
 * Runs emitted events in process, calling what the durable functions call: no engine, no retries but those a
 * verb asks for. Timers wait until `due` is asked for them. A known event id is dropped.
 */
export class Runner {
  /** Every event ever emitted, in order. */
  readonly emitted: OutgoingEvent[] = [];
  readonly ran: Ran[] = [];
  queue: OutgoingEvent[] = [];
  /** Armed edges and asked-for retries that are not due yet. */
  waiting: Waiting[] = [];
  private readonly ids = new Set<string>();
  private readonly attempts = new WeakMap<OutgoingEvent, number>();

  constructor(private readonly services: () => Services) {}

  async take(events: readonly OutgoingEvent[]): Promise<void> {
    for (const event of events) {
      this.emitted.push(event);
      if (event.id !== undefined && this.ids.has(event.id)) continue;
      if (event.id !== undefined) this.ids.add(event.id);
      if (event.name === "access/edge.armed" || event.name === "visits/edge.armed")
        this.waiting.push({ at: new Date(String(event.data.at)), event });
      else if (event.name === "connection/flush.requested")
        this.waiting.push({ at: new Date(this.services().clock.now().getTime() + GATHER_MS), event });
      else this.queue.push(event);
    }
  }

  /** The process is gone: nothing that was queued or slept comes back. */
  lose(): void {
    this.queue = [];
    this.waiting = [];
  }

  nextAt(): Date | null {
    const first = this.waiting.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
    return first?.at ?? null;
  }

  /** Runs what is queued, what that asks for, and what has become due. */
  async drain(): Promise<void> {
    for (;;) {
      const now = this.services().clock.now();
      const due = this.waiting.filter((row) => row.at <= now);
      this.waiting = this.waiting.filter((row) => row.at > now);
      this.queue.push(...due.map((row) => row.event));
      const event = this.queue.shift();
      if (!event) return;
      // A burst about one member is one look, as the debounce makes it.
      if (event.name === "access/member.touched")
        this.queue = this.queue.filter(
          (other) => other.name !== event.name || other.data.memberId !== event.data.memberId,
        );
      this.ran.push({ event, result: await this.run(event) });
    }
  }

  private async run(event: OutgoingEvent): Promise<unknown> {
    try {
      return await this.call(event);
    } catch (error) {
      if (error instanceof VendorError || error instanceof NexudusError) return { stopped: error.kind };
      throw error;
    }
  }

  private async call(event: OutgoingEvent): Promise<unknown> {
    const job = this.services();
    const installationId = event.data.installationId as InstallationId;
    const connectionId = event.data.connectionId as ConnectionId;
    const personId = event.data.personId as PersonId;
    switch (event.name) {
      case "access/member.touched": {
        const memberId = event.data.memberId as MemberId;
        const read = await readMember(job, { installationId, memberId });
        return projectMembers(job, { installationId, memberIds: read.members, cause: "refresh" });
      }
      case "access/person.apply.requested":
        return this.later(
          event,
          await applyPerson(job, {
            installationId,
            connectionId,
            personId,
            cause: String(event.data.cause),
            urgency: event.data.urgency === "ending" ? "ending" : "ordinary",
          }),
        );
      case "access/edge.armed":
        return this.later(
          event,
          await fireEdge(job, { installationId, connectionId, personId, edgeId: String(event.data.edgeId) }),
        );
      case "access/connection.reconcile.requested": {
        await refreshFacts(job, { installationId, connectionId });
        return compareConnection(job, { installationId, connectionId });
      }
      case "nexudus/installation.poll.requested": {
        const read = await pollPlatform(job, { installationId });
        return projectMembers(job, { installationId, memberIds: read.members, cause: "poll" });
      }
      case "access/pass.invite.requested":
        return this.again(event, () =>
          invitePass(job, { installationId, connectionId, invitationId: String(event.data.invitationId) }),
        );
      case "visits/key.apply.requested":
      case "visits/edge.armed":
        return this.again(event, () =>
          applyVisit(job, { installationId, connectionId, keyId: String(event.data.keyId) }),
        );
      case "visits/visitor.touched":
        return refreshVisitor(job, { installationId, visitorId: String(event.data.visitorId) });
      case "nexudus/webhooks.check.requested":
        return ensureWebhooks(job, { installationId });
      case "connection/disconnect.requested":
        return this.again(event, async () => {
          for (;;) {
            const step = await continueDisconnect(job, { installationId, connectionId });
            if (step.status !== "more") return step;
          }
        });
      case "installation/remove.requested":
        return this.again(event, () => continueRemoval(job, { installationId }));
      case "connection/flush.requested":
        return this.again(event, () =>
          flushConnection(job, { installationId, connectionId }, { waitsForMoves: true }),
        );
      case "connection/verify.requested":
        await refreshDoors(job, { installationId, connectionId });
        return refreshGroups(job, { installationId, connectionId });
      case "presence/openings.due":
        return presenceTick(job);
      case "presence/connection.look.requested":
        return lookAtConnection(job, { installationId, connectionId });
      default:
        throw new Error(`nobody runs ${event.name}`);
    }
  }

  /** A step that asks to be waited for is a retry, as often as the functions have. */
  private async again<T extends { readonly status: string; readonly afterMs?: number }>(
    event: OutgoingEvent,
    run: () => Promise<T>,
  ): Promise<T> {
    const result = await run();
    const attempt = (this.attempts.get(event) ?? 0) + 1;
    this.attempts.set(event, attempt);
    if (result.afterMs !== undefined && attempt <= RETRIES)
      this.waiting.push({
        at: new Date(this.services().clock.now().getTime() + result.afterMs),
        event,
      });
    return result;
  }

  /** What the durable functions do with an answer: come back later. */
  private async later(
    event: OutgoingEvent,
    result: Awaited<ReturnType<typeof fireEdge>>,
  ): Promise<typeof result> {
    const attempt = (this.attempts.get(event) ?? 0) + 1;
    this.attempts.set(event, attempt);
    if (result.status === "retry" && attempt <= RETRIES)
      this.waiting.push({
        at: new Date(this.services().clock.now().getTime() + result.afterMs),
        event,
      });
    return result;
  }
}
