import type { OperationOutcome, Page } from "../contract";
import { VendorError } from "../errors";
import type { GuestLink, GuestLinks } from "../facets";
import {
  type Alta,
  allEntries,
  createCredential,
  deleteCredential,
  generateUnlockToken,
  idOf,
  type ListPage,
  listCredentials,
  listUserEntries,
  listUsers,
  patchCredential,
  patchUser,
  putZoneIds,
} from "./api";
import { fromExternalId, GUEST_HOST, hostMarker, isDeleted, toExternalId } from "./convert";
import { keyName, readKeyName, type VisitWindow } from "./key-names";
import { typeIdOf } from "./own-credentials";
import { createPerson, findByExternalId, userOrNull } from "./people";
import type { AltaCredential, AltaUser } from "./schemas";

const PAGES_MAX = 50;
/** The separator of `<host>:<cloud key>`. */
const SEPARATOR = ":";

interface Deps {
  readonly a: Alta;
  readonly settings: Readonly<Record<string, string>>;
  readonly now: () => Date;
}

/**
 * One cloud key per visit, owned by a person of ours who may unlock from afar and holds nothing but these keys. The link
 * made with it carries start and end, which the vendor keeps to; the key is deleted at the visit's end.
 *
 * Issued links cannot be listed or taken back, so a repeat makes another link with the same key and window.
 * UNVERIFIED: that deleting a key ends its links; their own end is what is certain.
 */
export const guestLinks = (deps: Deps): GuestLinks => ({
  create: (input) => create(deps, input),
  remove: (input) => remove(deps, input),
  list: () => list(deps),
});

async function create(
  { a, settings, now }: Deps,
  { marker, name, window }: Parameters<GuestLinks["create"]>[0],
): Promise<GuestLink> {
  if (!(window.until.getTime() > window.from.getTime()) || /\s/.test(marker))
    throw new VendorError("invalid_request", "avigilon-alta guest_link: no such window or mark", {
      field: "window",
    });
  const entryIds = (settings.guestEntryIds ?? "").split(",").flatMap((id) => (id.trim() ? [id.trim()] : []));
  if (entryIds.length === 0)
    throw new VendorError("invalid_request", "avigilon-alta guest_link: no doors are chosen for visitors", {
      field: "guestEntryIds",
    });
  const host = await ensureHost(a, hostMarker(marker), entryIds, now());
  const own = (await cloudKeys(a, host)).filter((row) => readKeyName(row.body.name)?.marker === marker);
  const wantedName = keyName({ marker, name, window });
  const standing = own.find((row) => sameWindow(readKeyName(row.body.name)?.window, window));
  const key = standing ?? (await makeKey(a, host, wantedName, window));
  const link = await generateUnlockToken(a, host, key.id, {
    entryData: entryIds.map((id) => ({ entryId: idOf(id) })),
    notBefore: window.from.toISOString(),
    expires: window.until.toISOString(),
    description: name.trim().slice(0, 100) || "Visit",
    shorten: true,
  });
  for (const row of own) if (row !== key) await deleteCredential(a, host, row.id);
  return { guestLinkId: `${host}${SEPARATOR}${key.id}`, url: urlOf(link), window, marker };
}

/** An end that the vendor cuts to a day would shut the door too early: then the link's own end has to do. */
async function makeKey(a: Alta, host: string, name: string, { until }: VisitWindow): Promise<AltaCredential> {
  const made = await createCredential(a, host, {
    credentialTypeId: await typeIdOf(a, "cloudKey"),
    endDate: until.toISOString(),
    cloudKey: { name },
  });
  if (made.body.name !== name) {
    await deleteCredential(a, host, made.id);
    throw new VendorError("unexpected_response", "avigilon-alta create_credential: the name was not kept");
  }
  if (made.endDate != null && made.endDate.getTime() < until.getTime())
    await patchCredential(a, host, made.id, { endDate: null });
  return made;
}

async function remove(
  { a }: Deps,
  { guestLinkId, marker }: Parameters<GuestLinks["remove"]>[0],
): Promise<OperationOutcome> {
  const [host = "", keyId = "", ...rest] = guestLinkId.split(SEPARATOR);
  const owner = host === "" || rest.length > 0 ? null : await userOrNull(a, host);
  if (!owner) throw new VendorError("not_found", "avigilon-alta guest_link: no such owner");
  const key = (await listCredentials(a, host)).find((row) => row.id === keyId);
  if (!key) return { status: "already_satisfied" };
  if (key.model !== "cloudKey" || readKeyName(key.body.name)?.marker !== marker)
    throw new VendorError("conflict", "avigilon-alta guest_link: not the mark of this visit");
  await deleteCredential(a, host, key.id);
  if ((await cloudKeys(a, host)).some((row) => row.id === keyId))
    throw new VendorError("unexpected_response", "avigilon-alta guest_link: the key is still there");
  return { status: "applied", vendorId: guestLinkId };
}

/** All on one page: keys hang on a handful of owners. Addresses of links are not told again. */
async function list({ a }: Deps): Promise<Page<GuestLink>> {
  const items: GuestLink[] = [];
  for (const { id } of await hosts(a))
    for (const row of await cloudKeys(a, id)) {
      const read = readKeyName(row.body.name);
      const window = read?.window ?? { from: row.startDate ?? new Date(0), until: row.endDate ?? null };
      const marker = read?.marker ?? null;
      items.push({ guestLinkId: `${id}${SEPARATOR}${row.id}`, url: null, window, marker });
    }
  return { items, next: null, skipped: 0 };
}

async function hosts(a: Alta): Promise<readonly AltaUser[]> {
  const found: AltaUser[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: ListPage<AltaUser> = await listUsers(a, `externalId:(.${GUEST_HOST})`, cursor);
    if (page.skipped > 0)
      throw new VendorError("unexpected_response", "avigilon-alta guest_link: a row did not parse");
    const isHost = (user: AltaUser) => fromExternalId(user.externalId)?.endsWith(`:${GUEST_HOST}`) === true;
    found.push(...page.items.filter((user) => isHost(user) && !isDeleted(user)));
    if (page.next === null) return found;
    cursor = page.next;
  }
  throw new VendorError("unexpected_response", "avigilon-alta guest_link: too many pages");
}

const cloudKeys = async (a: Alta, userId: string) =>
  (await listCredentials(a, userId)).filter((row) => row.model === "cloudKey");

/**
 * The owner of the keys: found by its mark or made, with remote unlock and exactly the zones of the chosen doors. A
 * person that somebody suspended stays so. Errors: `invalid_request` with `guestEntryIds` when a chosen door is gone or
 * stays shut for the owner; `conflict` while the owner is suspended.
 */
async function ensureHost(a: Alta, marker: string, entryIds: readonly string[], now: Date): Promise<string> {
  const made = await createPerson(a, { verb: "createPerson", marker, name: "Lintel visitors" }, now);
  const userId = "vendorId" in made ? (made.vendorId ?? "") : "";
  const [host] = (await findByExternalId(a, toExternalId(marker))).filter((user) => user.id === userId);
  if (host?.status !== "A")
    throw new VendorError("conflict", "avigilon-alta guest_link: the owner of visitors' keys is not active");
  if (host.hasRemoteUnlock !== true) await patchUser(a, userId, { hasRemoteUnlock: true });
  const opens = async () => {
    const ids = new Set((await listUserEntries(a, userId)).map((entry) => entry.id));
    return entryIds.every((id) => ids.has(id));
  };
  if (await opens()) return userId;
  const entries = (await allEntries(a)).filter((entry) => entryIds.includes(entry.id));
  const zones = new Set(entries.flatMap((entry) => (entry.zone?.id != null ? [idOf(entry.zone.id)] : [])));
  if (entries.length === entryIds.length && zones.size > 0) {
    await putZoneIds(a, userId, [...zones]);
    if (await opens()) return userId;
  }
  throw new VendorError(
    "invalid_request",
    "avigilon-alta guest_link: a chosen door cannot be opened by visitors",
    {
      field: "guestEntryIds",
    },
  );
}

const sameWindow = (a: VisitWindow | undefined, b: VisitWindow): boolean =>
  a !== undefined &&
  Math.floor(a.from.getTime() / 1000) === Math.floor(b.from.getTime() / 1000) &&
  Math.floor(a.until.getTime() / 1000) === Math.floor(b.until.getTime() / 1000);

/** The page with a button per door. It is sent to a visitor and never called here; only its form is looked at. */
function urlOf(link: {
  readonly webUrl?: string | null | undefined;
  readonly fullWebUrl?: string | null | undefined;
}) {
  const text = link.webUrl ?? link.fullWebUrl ?? "";
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url?.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname);
  if (url && (url.protocol === "https:" || isLocal) && url.username === "" && url.password === "")
    return url.toString();
  throw new VendorError("unexpected_response", "avigilon-alta generate_unlock_token: no address of a page");
}
