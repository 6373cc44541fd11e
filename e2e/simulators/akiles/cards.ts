import { type Body, metadataField, textField } from "./fields";
import type { CardRow, MemberCardRow } from "./model";
import { invalid, notFound } from "./problem";
import { deleteCredential, isHeld, linkCard } from "./sub-objects";
import type { Actor, World } from "./world";

const event = (card: CardRow) => ({ type: "card", ids: { card_id: card.id } });

/** ISO 14443: 4, 7 or 10 bytes as hex. UNVERIFIED: that either letter case is taken; stored in upper case. */
function uidField(body: Body): string | undefined {
  const uid = textField(body, "uid");
  if (uid === undefined) return undefined;
  if (!/^([0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(uid)) {
    throw invalid("uid must be 4, 7 or 10 bytes in hex", { field: "uid" });
  }
  return uid.toUpperCase();
}

export function createCard(world: World, actor: Actor, body: Body): CardRow {
  const uid = uidField(body) ?? null;
  const code = textField(body, "printed_code") ?? null;
  if (uid === null && code === null) throw invalid("uid or printed_code is required", { field: "uid" });
  const taken = world
    .rows("cards", actor.organizationId)
    .some(
      (c) => !c.is_deleted && ((uid !== null && c.uid === uid) || (code !== null && c.printed_code === code)),
    );
  if (taken) throw invalid("card exists already", { field: uid === null ? "printed_code" : "uid" });
  const card = world.put("cards", {
    ...world.base(actor.organizationId, "crd", metadataField(body)),
    name: textField(body, "name") ?? "",
    uid,
    printed_code: code,
  });
  world.logEvent(actor, "create", event(card));
  return card;
}

export function patchCard(world: World, actor: Actor, id: string, body: Body): CardRow {
  const card = world.live("cards", actor.organizationId, id);
  const next = { name: textField(body, "name") ?? card.name, metadata: metadataField(body, card.metadata) };
  Object.assign(card, next);
  world.dirty = true;
  world.logEvent(actor, "edit", event(card));
  return card;
}

/** Deletes the card and with it every link to it. */
export function deleteCard(world: World, actor: Actor, id: string): CardRow {
  const card = world.live("cards", actor.organizationId, id);
  card.is_deleted = true;
  for (const link of world.rows("memberCards", actor.organizationId)) {
    if (link.card_id === id && !link.is_deleted) deleteCredential(world, actor, "memberCards", link);
  }
  world.dirty = true;
  world.logEvent(actor, "delete", event(card));
  return card;
}

/**
 * Gives a member a card, named by exactly one of `card_id`, `uid`, `printed_code`.
 * UNVERIFIED: what the vendor does with an unknown uid and with a card in use; both are switches.
 */
export function assignCard(world: World, actor: Actor, memberId: string, body: Body): MemberCardRow {
  const cardId = textField(body, "card_id");
  const uid = uidField(body);
  const code = textField(body, "printed_code");
  if ([cardId, uid, code].filter((v) => v !== undefined).length !== 1) {
    throw invalid("exactly one of card_id, uid and printed_code is required", { field: "card_id" });
  }
  metadataField(body);
  let card = world
    .rows("cards", actor.organizationId)
    .find(
      (c) =>
        !c.is_deleted &&
        (cardId !== undefined
          ? c.id === cardId
          : uid !== undefined
            ? c.uid === uid
            : c.printed_code === code),
    );
  if (!card) {
    if (uid === undefined || world.switches.unknownCardUid === "refused") throw notFound("card");
    card = createCard(world, actor, { uid });
  }
  const { id } = card;
  const inUse = world
    .rows("memberCards", actor.organizationId)
    .some((link) => link.card_id === id && !link.is_deleted && isHeld(world, link.member_id));
  if (inUse && world.switches.cardInUse === "refused") throw invalid("card is in use", { field: "card_id" });
  return linkCard(world, actor, memberId, id, body);
}
