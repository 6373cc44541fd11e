/** Limits of the platform that functions are built for, with their sources (Inngest docs, mid 2026). */

/** Attempts = retries + 1, per step. The sweep goes on where these end. */
export const RETRIES = 4;

/** Calls at once for one connection: room for an ending beside a slow grant. Real pace: the vendor's limit. */
export const CONNECTION_CONCURRENCY = 4;

/** Reads of one installation at once; its call budget sets the pace. */
export const INSTALLATION_CONCURRENCY = 2;

/** Steps of one run are limited to 1,000; the sweep goes on with a longer disconnect. */
export const DISCONNECT_STEPS_MAX = 500;
/** Waits for a vendor that puts a flush off, before the sweep takes over. */
export const FLUSH_TRIES_MAX = 6;
/** Of those, how many wait for grants that are being moved; then the doors are told all the same. */
export const FLUSH_TURNS_PATIENT = 3;

/** Turns of a check of hooks, two steps each: enough for a hundred locations. The next check goes on. */
export const HOOK_TURNS_MAX = 200;

/** A burst of webhooks about one member is one look (design S1). */
export const MEMBER_DEBOUNCE = "5s";

/** A vendor's word about a door is looked at this much later; calls within it are the same look. */
export const HINT_DEBOUNCE = "2s";

/**
 * A server that is early by a fixed time is early again at once: after so many early wakes, what is left of a second is
 * waited out in the step.
 */
export const EARLY_WAKES_ASLEEP = 3;
export const WAITED_OUT_MS = 1_000;

/** Wakes may come up to half a second early; more rounds than this would be a broken clock. */
export const EARLY_WAKES_MAX = 10;
