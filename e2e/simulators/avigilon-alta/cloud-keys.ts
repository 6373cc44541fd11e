import { z } from "zod";
import { accessIntervals, canOpen, type Verdict } from "./access";
import { recordOpening } from "./events";
import { instant, parseBody, toIso } from "./fields";
import type { CredentialRow, LinkRow } from "./model";
import { ApiProblem, invalid } from "./problem";
import type { World } from "./world";

const generateSchema = z.strictObject({
  entryData: z
    .array(z.strictObject({ entryId: z.number().int(), uiLabel: z.string().max(100).optional() }))
    .min(1)
    .optional(),
  entryId: z.number().int().optional(),
  notBefore: instant,
  expires: instant,
  description: z.string().max(100).optional(),
  shorten: z.boolean().optional(),
});

/** Makes a link that opens doors with a cloud key; `origin` is where its page lives. Throws 400 on unknown entries. */
export function generateLink(world: World, key: CredentialRow, body: unknown, origin: string): object {
  if (key.model !== "cloudKey") throw invalid("Not a cloud key.");
  const input = parseBody(generateSchema, body);
  const entryIds =
    input.entryData?.map((e) => e.entryId) ?? (input.entryId === undefined ? [] : [input.entryId]);
  if (entryIds.length === 0) throw invalid('"entryData" is required');
  for (const id of entryIds) world.find("entries", key.orgId, id);
  const [notBefore, expires] = [input.notBefore ?? null, input.expires ?? null];
  if (notBefore !== null && expires !== null && expires <= notBefore) throw invalid('"expires" is invalid');
  const link: LinkRow = world.put("links", {
    id: world.nextId(),
    orgId: key.orgId,
    token: world.secret(30),
    shortCode: world.secret(6),
    credentialId: key.id,
    userId: key.userId,
    entryIds,
    notBefore,
    expires,
    description: input.description ?? null,
  });
  world.remember(
    `link:${link.id}`,
    key.userId,
    {
      kind: "link",
      credentialId: key.id,
      userId: key.userId,
      entryIds,
      from: notBefore,
      until: expires,
    },
    "link made",
  );
  return {
    cloudKeyUnlockToken: link.token,
    apiUrl: `${origin}/tokens/cloudKeyUnlockTokens/${link.token}/use`,
    fullWebUrl: `${origin}/cloudKeyUnlock?token=${link.token}`,
    webUrl: `${origin}/cloudKeyUnlock?${input.shorten === false ? `token=${link.token}` : `code=${link.shortCode}`}`,
  };
}

/** A link by its token, its short code, or the address of its page. */
export function linkBy(world: World, text: string): LinkRow | null {
  const query = URL.canParse(text) ? new URL(text).searchParams : null;
  const wanted = query?.get("token") ?? query?.get("code") ?? text;
  return world.all("links").find((l) => l.token === wanted || l.shortCode === wanted) ?? null;
}

export function judgeLink(world: World, link: LinkRow, entryId: number, at: number): Verdict {
  return canOpen(world.historyOf(link.userId), { userId: link.userId, entryId, linkId: link.id }, at);
}

export const linkIntervals = (
  world: World,
  link: LinkRow,
  entryId: number,
  span: { from: number; to: number },
) => accessIntervals(world.historyOf(link.userId), { userId: link.userId, entryId, linkId: link.id }, span);

/** Uses a link at a door, without signing in. With a single door it need not be named. Throws 400 with the reason. */
export function openWithLink(world: World, token: string, body: unknown): void {
  const link = world.all("links").find((l) => l.token === token);
  if (!link) throw new ApiProblem(404, "Token not found.");
  const { entryId = link.entryIds.length === 1 ? link.entryIds[0] : undefined } = parseBody(
    z.strictObject({ entryId: z.number().int().optional() }),
    body,
  );
  if (entryId === undefined) throw invalid('"entryId" is required');
  const verdict = judgeLink(world, link, entryId, world.nowMs());
  const opened = { userId: link.userId, entryId, model: "cloudKey" as const };
  recordOpening(world, { orgId: link.orgId, ...opened, opened: verdict.open, reason: verdict.reason });
  if (!verdict.open) throw invalid(`Unlock refused: ${verdict.text}`);
}

/** The owner's own remote unlock. */
export function unlockByKey(world: World, key: CredentialRow, body: unknown): void {
  if (key.model !== "cloudKey") throw invalid("Not a cloud key.");
  const schema = z.strictObject({ entryId: z.number().int(), description: z.string().max(100).optional() });
  const { entryId } = parseBody(schema, body);
  world.find("entries", key.orgId, entryId);
  const question = { userId: key.userId, entryId, method: "cloud_key" as const, withCredential: true };
  const verdict = canOpen(world.historyOf(key.userId), question, world.nowMs());
  const { orgId, userId } = key;
  recordOpening(world, {
    orgId,
    userId,
    entryId,
    model: "cloudKey",
    opened: verdict.open,
    reason: verdict.reason,
  });
  if (!verdict.open) throw invalid(`Unlock refused: ${verdict.text}`);
}

export const linkWire = (link: LinkRow) => ({
  ...link,
  notBefore: toIso(link.notBefore),
  expires: toIso(link.expires),
});
