import { VendorError } from "../errors";
import type { PassInvitation, PassInvitations } from "../facets";
import { orNull } from "../outcomes";
import {
  type BrivoHttp,
  cancelInvitation,
  createInvitation,
  listInvitations,
  passAllotment,
  userCredentials,
} from "./api";
import { PASS_FORMAT } from "./card-values";
import { neededId, normalEmail, toInvitation } from "./convert";

/**
 * Brivo Mobile Pass: an invitation mailed by Brivo, claimed once in the app with address and code. One may be pending at
 * a time and lasts as long as it says. Source: digital_invitations.yaml (D-INV of docs/vendors/brivo.md).
 */
export function passInvitations(http: BrivoHttp, language: string): PassInvitations {
  const list = async (vendorPersonId: string): Promise<readonly PassInvitation[]> => {
    const userId = neededId(vendorPersonId, "list_invitations");
    const rows = await listInvitations(http, userId);
    const holdsPass =
      rows.some((row) => row.status === "redeemed") &&
      (await userCredentials(http, userId)).some((row) => row.credentialFormat.id === PASS_FORMAT);
    return rows.map((row) => toInvitation(row, holdsPass));
  };
  const send: PassInvitations["send"] = async ({ vendorPersonId, email }) => {
    const userId = neededId(vendorPersonId, "create_invitation");
    const referenceId = normalEmail(email);
    if (!/^[^\s@]+@[^\s@]+$/.test(referenceId))
      throw new VendorError("invalid_request", "brivo create_invitation: not an address", {
        field: "email",
      });
    try {
      return toInvitation(await createInvitation(http, userId, { referenceId, language }), false);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      if (error.kind === "conflict") return pendingOf(await list(vendorPersonId), error);
      throw await asUsedUp(http, error);
    }
  };
  return {
    list,
    send,
    /** Brivo mails nothing again: the pending one is withdrawn and a new one sent. Errors: `conflict` once redeemed. */
    async resend({ vendorPersonId, invitationId, email }) {
      const known = await list(vendorPersonId);
      const pending = known.find((row) => row.state === "pending");
      if (known.some((row) => row.state === "redeemed"))
        throw new VendorError("conflict", "brivo resend: the pass was redeemed meanwhile");
      // Another one that is pending by now is the answer to an earlier try.
      if (pending && pending.invitationId !== invitationId) return pending;
      if (pending)
        await orNull(() => cancelInvitation(http, neededId(vendorPersonId, "resend")), "not_found");
      return send({ vendorPersonId, email });
    },
  };
}

/** A pending one exists already: it is the one that was asked for. */
function pendingOf(rows: readonly PassInvitation[], error: VendorError): PassInvitation {
  const pending = rows.find((row) => row.state === "pending");
  if (!pending) throw error;
  return pending;
}

/**
 * What Brivo answers when no licence is left is not documented for plain passes, and a 403 of it must not read as a
 * missing right: the allotment is asked. Code `no_pass_left`.
 */
async function asUsedUp(http: BrivoHttp, error: VendorError): Promise<VendorError> {
  if (error.kind !== "invalid_request" && error.kind !== "permission_denied") return error;
  const left = await orNull(() => passAllotment(http), "permission_denied", "not_found", "invalid_request");
  if (left === null || left.allotted > left.assigned) return error;
  return new VendorError(
    "invalid_request",
    "brivo create_invitation: no mobile pass is left in the account",
    {
      ...(error.details.status === undefined ? {} : { status: error.details.status }),
      field: "passes",
      vendorCode: "no_pass_left",
    },
  );
}
