import { updateConnection } from "@/db/queries/connections";
import type { Clock } from "@/lib/clock";
import { VendorError, type VendorErrorKind } from "@/lib/connectors/errors";
import type { GuestLink, GuestLinks } from "@/lib/connectors/facets";
import type { Mail, Mailer, MailOutcome } from "@/lib/mail/mailer";
import type { Services } from "../context";
import { MINUTE, type Site, type World } from "./world";

interface Made extends GuestLink {
  readonly madeAt: Date;
  removedAt: Date | null;
}

type Fault = {
  readonly call: "create" | "remove" | "list";
  /** `after` = the vendor did it, and the answer was lost. */
  readonly when: "before" | "after";
  /** `crash` = the process ends there: nothing after it happens. */
  readonly how: VendorErrorKind | "crash";
};

/** Thrown where a process ends: nobody in it catches it. */
export class ProcessEnded extends Error {}

/** A vendor that makes links for visitors, in memory. Its log of links is the verdict of the tests. */
export function createGuestVendor(clock: Clock) {
  const made: Made[] = [];
  const faults: Fault[] = [];
  const calls: string[] = [];
  const there = () => made.filter((link) => link.removedAt === null);
  const meet = (call: Fault["call"], when: Fault["when"]) => {
    const at = faults.findIndex((fault) => fault.call === call && fault.when === when);
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (!fault) return;
    if (fault.how === "crash") throw new ProcessEnded(call);
    throw new VendorError(fault.how, "as the test wants it");
  };
  const links: GuestLinks = {
    async create({ marker, window }) {
      calls.push("create");
      meet("create", "before");
      const mine = there().filter((link) => link.marker === marker);
      const same = mine.find(
        (link) =>
          link.window.from.getTime() === window.from.getTime() &&
          link.window.until?.getTime() === window.until.getTime(),
      );
      for (const link of mine) if (link !== same) link.removedAt = clock.now();
      const id = `link-${made.length + 1}`;
      const link: Made = same ?? {
        guestLinkId: id,
        url: `https://links.vendor.test/${id}`,
        window,
        marker,
        madeAt: clock.now(),
        removedAt: null,
      };
      if (!same) made.push(link);
      meet("create", "after");
      return link;
    },
    async remove({ guestLinkId, marker }) {
      calls.push("remove");
      meet("remove", "before");
      const link = there().find((row) => row.guestLinkId === guestLinkId);
      if (!link) return { status: "already_satisfied" };
      if (link.marker !== marker) throw new VendorError("conflict", "somebody else's link");
      link.removedAt = clock.now();
      meet("remove", "after");
      return { status: "applied" };
    },
    async list() {
      calls.push("list");
      meet("list", "before");
      return { items: there(), next: null, skipped: 0 };
    },
  };
  return {
    links,
    calls,
    there,
    fail: (fault: Fault) => void faults.push(fault),
    /** Somebody else's, made in the vendor's own console. */
    foreign(window: GuestLink["window"]) {
      const link: Made = {
        guestLinkId: `foreign-${made.length + 1}`,
        url: null,
        window,
        marker: null,
        madeAt: clock.now(),
        removedAt: null,
      };
      made.push(link);
      return link;
    },
    /** When a link of ours let somebody in: from its window, and from when until when it existed. */
    opened(): string[] {
      const text = (at: Date) => at.toISOString().slice(0, 16);
      return made.flatMap((link) => {
        const from = new Date(Math.max(link.madeAt.getTime(), link.window.from.getTime()));
        const ends = [link.window.until, link.removedAt].filter((at) => at !== null);
        const until = ends.toSorted((a, b) => a.getTime() - b.getTime())[0];
        if (link.marker === null || (until !== undefined && until <= from)) return [];
        return [`${text(from)} - ${until === undefined ? "" : text(until)}`];
      });
    },
  };
}
export type GuestVendor = ReturnType<typeof createGuestVendor>;

/** A mail server in memory. `answers` are given in turn, then every mail is sent. */
export function createMailbox() {
  const mails: Mail[] = [];
  const answers: (MailOutcome | "crash")[] = [];
  const mailer: Mailer = {
    async send(mail) {
      const answer = answers.shift() ?? { status: "sent" };
      if (answer === "crash" || answer.status !== "refused") mails.push(mail);
      if (answer === "crash") throw new ProcessEnded("mail");
      return answer;
    },
  };
  return { mails, answers, mailer };
}

/** The same services with a vendor that makes links beside what it does, and a mailbox. */
export function withGuestLinks(services: Services, vendor: GuestVendor, mailer: Mailer | null): Services {
  const definition: Services["definition"] = (id) => {
    const found = services.definition(id);
    if (!found) return null;
    return {
      ...found,
      pushAheadDays: 14,
      settings: [
        { key: "cloudKey", label: "Send a link to visitors", help: "", kind: "switch", required: false },
      ],
      capabilities: { ...found.capabilities, guestLinks: { value: "yes", source: "test" } },
    };
  };
  return {
    ...services,
    mailer,
    definition,
    connector: (connection) => ({ ...services.connector(connection), guestLinks: vendor.links }),
  };
}

/** The world's Lintel with links for visitors, switched on at the site: 15 minutes ahead, 10 after. */
export async function visitorsAt(world: World, site: Site) {
  const vendor = createGuestVendor(world.clock);
  const mailbox = createMailbox();
  world.services = withGuestLinks(world.services, vendor, mailbox.mailer);
  await updateConnection(world.db, site, {
    settings: { cloudKey: "on" },
    leadMinutes: 15,
    lagMinutes: 10,
    updatedAt: world.clock.now(),
  });
  const { installationId } = site;
  await world.runner.take([
    { name: "nexudus/webhooks.check.requested", data: { installationId, reason: "visitors" } },
  ]);
  await world.runner.drain();
  return { vendor, mailbox };
}

/** Longer than a lease: whoever held one has lost it. */
export const PAST_A_LEASE = 2 * MINUTE;
