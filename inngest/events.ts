import { eventType } from "inngest";
import { z } from "zod";

/**
 * Events carry identity and a revision, never instructions and never personal data. Names and shapes
 * are contracts: sleeping runs re-validate their old event after a deploy, so only ever widen them.
 */
const installation = { installationId: z.string() };
const connection = { ...installation, connectionId: z.string() };
const person = { ...connection, personId: z.string() };

/** Something about this member may have changed: look again. */
export const memberTouched = eventType("access/member.touched", {
  schema: z.object({ ...installation, memberId: z.string(), reason: z.string() }),
});

/** Plan and apply one person on one connection from stored facts. `priority` in seconds of head start. */
export const personApplyRequested = eventType("access/person.apply.requested", {
  schema: z.object({
    ...person,
    revision: z.number().int(),
    cause: z.string(),
    priority: z.number().int(),
    urgency: z.enum(["ending", "ordinary"]).optional(),
    /** Requests of one lane share its places; unset in events of before there were lanes. */
    lane: z.string().optional(),
  }),
});

/** A timer is wanted for this edge. */
export const edgeArmed = eventType("access/edge.armed", {
  schema: z.object({
    ...person,
    edgeId: z.string(),
    at: z.string(),
    revision: z.number().int(),
    armCount: z.number().int(),
    /** Edges of one lane share its places; unset in events of before there were lanes. */
    lane: z.string().optional(),
  }),
});

/** Invite one person to a mobile pass at the opening of a window. */
export const passInviteRequested = eventType("access/pass.invite.requested", {
  schema: z.object({ ...connection, invitationId: z.string() }),
});

/** Make one visit's link at the vendor as it should be now. */
export const visitApplyRequested = eventType("visits/key.apply.requested", {
  schema: z.object({ ...connection, keyId: z.string(), cause: z.string() }),
});

/** A timer is wanted for this visit. */
export const visitEdgeArmed = eventType("visits/edge.armed", {
  schema: z.object({ ...connection, keyId: z.string(), at: z.string() }),
});

/** Something about this visitor may have changed: look again. */
export const visitorTouched = eventType("visits/visitor.touched", {
  schema: z.object({ ...installation, visitorId: z.string(), reason: z.string() }),
});

/** Read everything and compare everything on one connection. */
export const reconcileRequested = eventType("access/connection.reconcile.requested", {
  schema: z.object({ ...connection, reason: z.string() }),
});

/** Read what changed at Nexudus since the last time. */
export const pollRequested = eventType("nexudus/installation.poll.requested", {
  schema: z.object({ ...installation, reason: z.string() }),
});

/** Check the webhooks kept at Nexudus and mend them. */
export const webhooksCheckRequested = eventType("nexudus/webhooks.check.requested", {
  schema: z.object({ ...installation, reason: z.string() }),
});

/** Go on taking back what was given on one connection, until it is disconnected. */
export const disconnectRequested = eventType("connection/disconnect.requested", {
  schema: z.object({ ...connection, reason: z.string() }),
});

/** Go on removing Lintel from an account: connections first, then itself. */
export const removalRequested = eventType("installation/remove.requested", {
  schema: z.object({ ...installation, reason: z.string() }),
});

/** Let what was written at the vendor reach its doors. */
export const flushRequested = eventType("connection/flush.requested", {
  schema: z.object({ ...connection, reason: z.string() }),
});

/** Test the vendor's credentials and list its groups again. */
export const verifyRequested = eventType("connection/verify.requested", {
  schema: z.object({ ...connection, reason: z.string() }),
});

/** Look at every connection whose openings are read. */
export const openingsDue = eventType("presence/openings.due", {
  schema: z.object({ reason: z.string() }),
});

/** A vendor said that a door was opened, or presence was switched on: look at this connection. */
export const presenceLookRequested = eventType("presence/connection.look.requested", {
  schema: z.object({ ...connection, reason: z.string() }),
});
