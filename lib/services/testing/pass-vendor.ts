import type { Clock } from "@/lib/clock";
import { VendorError, type VendorErrorKind } from "@/lib/connectors/errors";
import type { PassInvitation, PassInvitations } from "@/lib/connectors/facets";
import type { Services } from "../context";
import { ProcessEnded } from "./guest-vendor";
import { HOUR } from "./world";

interface Sent extends PassInvitation {
  state: PassInvitation["state"];
  readonly to: string;
  readonly vendorPersonId: string;
  readonly createdAt: Date;
}

/** A vendor that mails invitations to mobile passes, in memory; each holds for 72 hours. */
export function createPassVendor(clock: Clock) {
  const sent: Sent[] = [];
  const faults: { when: "before" | "after"; how: VendorErrorKind | "crash" }[] = [];
  let lists = 0;
  const meet = (when: "before" | "after") => {
    if (faults[0]?.when !== when) return;
    const [fault] = faults.splice(0, 1);
    if (fault?.how === "crash") throw new ProcessEnded("send");
    throw new VendorError(fault?.how ?? "unavailable", "as the test wants it");
  };
  const make = (vendorPersonId: string, to: string): Sent => {
    const createdAt = clock.now();
    const row: Sent = {
      invitationId: `inv-${sent.length + 1}`,
      state: "pending",
      to,
      vendorPersonId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 72 * HOUR),
    };
    sent.push(row);
    return row;
  };
  const passes: PassInvitations = {
    async list(vendorPersonId) {
      lists += 1;
      return sent.filter((row) => row.vendorPersonId === vendorPersonId);
    },
    async send({ vendorPersonId, email }) {
      meet("before");
      const row = make(vendorPersonId, email);
      meet("after");
      return row;
    },
    async resend({ vendorPersonId, invitationId, email }) {
      for (const row of sent) if (row.invitationId === invitationId) row.state = "cancelled";
      return make(vendorPersonId, email);
    },
  };
  return {
    passes,
    sent,
    lists: () => lists,
    fail: (when: "before" | "after", how: VendorErrorKind | "crash") => void faults.push({ when, how }),
  };
}

/** The same services with a vendor that mails invitations beside what it does. */
export function withPasses(services: Services, vendor: ReturnType<typeof createPassVendor>): Services {
  return {
    ...services,
    definition(id) {
      const found = services.definition(id);
      return (
        found && {
          ...found,
          capabilities: { ...found.capabilities, passInvitations: { value: "yes", source: "test" } },
        }
      );
    },
    connector: (connection) => ({ ...services.connector(connection), passInvitations: vendor.passes }),
  };
}
