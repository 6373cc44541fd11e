import type { Verdict } from "./access";
import { logEvent, type NewEvent } from "./events";
import { canOpen } from "./intervals";
import type { Attempt, ChannelRow, PersonRow, Way } from "./model";
import { learn } from "./sync";
import type { World } from "./world";

const ADMITTED: Record<Way, number> = { card: 10, pin: 11, mobile: 15 };
const WORDS: Record<Way, string> = { card: "card", pin: "PIN", mobile: "application" };

/** Switches a door off or on. On: it learns what it missed, and tells what happened meanwhile. */
export function setOnline(world: World, channel: ChannelRow, online: boolean): void {
  if (channel.online === online) return;
  const { account_id: accountId } = channel;
  channel.online = online;
  world.dirty = true;
  const status = (code: number, label: string) =>
    logEvent(world, accountId, {
      code,
      label,
      channel_id: channel.id,
      person_id: null,
      credentials_number: null,
    });
  status(online ? 1 : 3, `${channel.name} ${online ? "started" : "lost"}`);
  if (!online) return;
  if (channel.missed !== null) learn(world, channel, world.nowMs(), channel.missed);
  const told = world.state.unreported.filter((event) => event.channel_id === channel.id);
  world.state.unreported = world.state.unreported.filter((event) => event.channel_id !== channel.id);
  for (const event of told) logEvent(world, accountId, event, event.occurred_at);
}

function codeOf(verdict: Verdict, way: Way): number {
  if (verdict.open) return ADMITTED[way];
  if (verdict.reason === "no_credential") return way === "pin" ? 24 : 20;
  return verdict.reason === "hours" || verdict.reason === "disabled" ? 21 : 27;
}

/** Somebody tries a door now, with their own card, PIN or phone. Written to the attempts and to the event log. */
export function attemptToOpen(
  world: World,
  of: { person: PersonRow; channel: ChannelRow; way: Way; withCredential: boolean },
): Attempt {
  const { person, channel, way, withCredential } = of;
  const now = world.nowMs();
  const question = { personId: person.id, channelId: channel.id, way, withCredential };
  const verdict = canOpen(world, question, now);
  const attempt: Attempt = {
    id: `try_${world.state.attempts.length + 1}`,
    at: new Date(now).toISOString(),
    accountId: channel.account_id,
    personId: person.id,
    channelId: channel.id,
    way,
    opened: verdict.open,
    reason: verdict.reason,
    text: verdict.text,
    instant: verdict.instant,
  };
  world.state.attempts.push(attempt);
  world.dirty = true;
  const name = `${person.first_name} ${person.last_name}`;
  const event: NewEvent = {
    code: codeOf(verdict, way),
    label: `${name} ${verdict.open ? "admitted" : "rejected"} using ${WORDS[way]}`,
    channel_id: channel.id,
    // What the door does not know it cannot name.
    person_id: verdict.reason === "no_credential" || verdict.reason === "no_person" ? null : person.id,
    credentials_number: numberOf(world, person, way),
  };
  if (channel.online) logEvent(world, channel.account_id, event);
  else world.state.unreported.push({ ...world.base(channel.account_id), ...event, occurred_at: now });
  return attempt;
}

/** What was shown to the reader: the log keeps it, whatever it was. */
function numberOf(world: World, person: PersonRow, way: Way): string | null {
  const held = world
    .ofPerson("credentials", person.id)
    .filter((row) => world.state.tables.credentialTypes[row.type_id]?.way === way);
  return (held.findLast((row) => !row.deleted) ?? held.at(-1))?.value ?? null;
}
