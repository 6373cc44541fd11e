import type { Db } from "@/db/client";
import {
  coveredElsewhere,
  getInstallation,
  type InstallationRow,
  insertInstallation,
  installationByBusinessSet,
  installationByToken,
  oneInstallAtATime,
  rememberLink,
  updateInstallation,
  usedLink,
} from "@/db/queries/installations";
import { writeAudit } from "@/db/queries/operations";
import type { InstallationId } from "@/lib/access/types";
import { deriveCredential } from "@/lib/nexudus/credential";
import { type InstallRefusal, type SignedLink, verifyInstall } from "@/lib/nexudus/install";
import { randomId, randomToken } from "@/lib/security/tokens";
import type { Services } from "../context";
import { type Account, readAccount, saveAccount } from "./read-account";

const WEBHOOK_SECRET_BYTES = 16;

type Verified = Extract<ReturnType<typeof verifyInstall>, { readonly ok: true }>;

export type OpenedInstall =
  | { readonly kind: "opened"; readonly installationId: InstallationId; readonly isNew: boolean }
  /** Nothing was written. `reason` can be read out over a telephone. */
  | {
      readonly kind: "refused";
      readonly reason: InstallRefusal | "used" | "credential-refused" | "nexudus-unavailable";
    }
  /** A location is covered by another active installation; only its name may be told. */
  | { readonly kind: "location-taken"; readonly locationName: string }
  /** A valid link for another installation than the session's (design I2). */
  | { readonly kind: "other-account"; readonly current: string; readonly other: string };

export interface InstallRequest {
  readonly query: URLSearchParams;
  /** The installation of the live session in this browser, if any. */
  readonly sessionInstallation: InstallationId | null;
}

/**
 * The install and launch link (design I1, I2): verify, derive the credential, prove it with a call, find or
 * make the installation. Writes nothing unless the link is genuine and the credential works.
 *
 * Repeat: a link opens once; again only for a live session of the very installation it belongs to.
 * Signatures and freshness are judged on real time.
 */
export async function openInstall(services: Services, input: InstallRequest): Promise<OpenedInstall> {
  const { applicationKey, secretKey } = services.config.nexudus;
  const verdict = verifyInstall(input.query, {
    applicationKey,
    secretKey,
    now: services.realClock.now(),
    toleranceMinutes: services.config.installToleranceMinutes,
  });
  if (!verdict.ok) {
    const own =
      verdict.signed && (await ownInstallation(services, verdict.signed, input.sessionInstallation));
    return own
      ? { kind: "opened", installationId: own.id, isNew: false }
      : { kind: "refused", reason: verdict.reason };
  }
  if (await usedLink(services.db, { digest: verdict.linkDigest })) {
    const own = await ownInstallation(services, verdict, input.sessionInstallation);
    return own
      ? { kind: "opened", installationId: own.id, isNew: false }
      : { kind: "refused", reason: "used" };
  }

  const tokenHashes = services.hash.every({ purpose: "install-token", value: verdict.token });
  const byToken = await installationByToken(services.db, { tokenHashes });
  if (byToken && input.sessionInstallation && byToken.id !== input.sessionInstallation)
    return otherAccount(services.db, input.sessionInstallation, byToken.subdomain);

  const credential = deriveCredential({ applicationKey, secretKey, token: verdict.token });
  const client = services
    .nexudus({ installationId: byToken?.id ?? ("unknown" as InstallationId), ...credential })
    .withPriority("webhook");
  const account = await readAccount(client);
  if (account.kind !== "read")
    return {
      kind: "refused",
      reason: account.kind === "refused" ? "credential-refused" : "nexudus-unavailable",
    };

  return accept(services, { link: verdict, tokenHashes, account, session: input.sessionInstallation });
}

/** The installation a genuine link belongs to, when that is the session's own. */
async function ownInstallation(
  services: Services,
  link: SignedLink,
  session: InstallationId | null,
): Promise<InstallationRow | null> {
  if (session === null) return null;
  const found = await installationByToken(services.db, {
    tokenHashes: services.hash.every({ purpose: "install-token", value: link.token }),
  });
  return found?.id === session ? found : null;
}

async function otherAccount(db: Db, session: InstallationId, other: string | null): Promise<OpenedInstall> {
  const current = await getInstallation(db, { installationId: session });
  return {
    kind: "other-account",
    current: current?.subdomain ?? "this account",
    other: other ?? "another account",
  };
}

/**
 * Decides whose link it is and writes what follows, in one transaction that keeps other installs out: of two
 * that come at one instant with one link, or with accounts that share a location, the second sees the first.
 */
async function accept(
  services: Services,
  input: {
    readonly link: Verified;
    readonly tokenHashes: readonly string[];
    readonly account: Account;
    readonly session: InstallationId | null;
  },
): Promise<OpenedInstall> {
  const { link, tokenHashes, account, session } = input;
  const opened = await services.db.transaction(async (tx): Promise<OpenedInstall> => {
    await oneInstallAtATime(tx);
    if (await usedLink(tx, { digest: link.linkDigest })) return { kind: "refused", reason: "used" };
    const known =
      (await installationByToken(tx, { tokenHashes })) ??
      (await installationByBusinessSet(tx, { businessSet: account.businessSet }));
    if (known && session && known.id !== session) return otherAccount(tx, session, known.subdomain);
    const [overlap] = await coveredElsewhere(tx, {
      installationId: known?.id ?? null,
      ids: account.locations.map((row) => row.id),
    });
    if (overlap) return { kind: "location-taken", locationName: overlap.name };
    return write(services, tx, { link, known, account });
  });
  if (opened.kind !== "opened") return opened;
  const { installationId } = opened;
  const reason = opened.isNew ? "install" : "launch";
  await services.emit([
    { name: "nexudus/webhooks.check.requested", data: { installationId, reason } },
    { name: "nexudus/installation.poll.requested", data: { installationId, reason } },
  ]);
  return opened;
}

async function write(
  services: Services,
  tx: Db,
  input: {
    readonly link: Verified;
    readonly known: InstallationRow | null;
    readonly account: Account;
  },
): Promise<OpenedInstall> {
  const { link, known, account } = input;
  const now = services.clock.now();
  const id = known?.id ?? (randomId() as InstallationId);
  const seal = (column: string, value: string) =>
    services.encryption.encrypt(value, { table: "installations", column, row: id });
  const common = {
    state: "active" as const,
    tokenHash: services.hash.hash({ purpose: "install-token", value: link.token }),
    tokenSealed: seal("token_sealed", link.token),
    businessSet: account.businessSet,
    subdomain: account.subdomain ?? link.hints.subdomain,
    accountEmail: account.email,
    linkEmail: link.hints.email,
    unauthorizedSince: null,
    updatedAt: now,
  };
  if (known) await updateInstallation(tx, { installationId: id }, common);
  else {
    const secret = randomToken(WEBHOOK_SECRET_BYTES);
    await insertInstallation(tx, {
      ...common,
      id,
      sessionVersion: 1,
      webhookSecretHash: services.hash.hash({ purpose: "webhook-secret", value: secret }),
      webhookSecretSealed: seal("webhook_secret_sealed", secret),
      createdAt: now,
    });
  }
  const realNow = services.realClock.now();
  await rememberLink(tx, {
    digest: link.linkDigest,
    installationId: id,
    usedAt: realNow,
    expiresAt: new Date(realNow.getTime() + 2 * services.config.installToleranceMinutes * 60_000),
  });
  await saveAccount(tx, { installationId: id, now }, account);
  await writeAudit(tx, {
    id: randomId(),
    installationId: id,
    at: now,
    actor: services.actor,
    action: known ? "installation.launched" : "installation.created",
    subject: id,
    details: { locations: account.locations.length },
  });
  return { kind: "opened", installationId: id, isNew: known === null };
}
