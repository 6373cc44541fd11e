import { randomBytes } from "node:crypto";
import { learnedBy, type Question, type Verdict } from "./access";
import type { EventFeed } from "./event-feed";
import { canOpen } from "./intervals";
import type { Attempt, DoorEvent, DoorRow, Method, PanelRow } from "./model";
import { setPanelOnline } from "./setup";
import type { World } from "./world";

/** What the door says of somebody at an instant, as its panel knows them then. */
export function verdictAt(world: World, question: Question, at: number): Verdict {
  const panel = world.find("doors", question.door)?.panel ?? "";
  return canOpen(learnedBy(panel, world.historyOf(question.identity)), question, at);
}

/** Somebody tries a door now. Written to the attempts; the feed tells of it once the panel can. */
export function attemptToOpen(
  world: World,
  feed: EventFeed,
  who: {
    readonly identity: string;
    readonly door: DoorRow;
    readonly method: Method;
    readonly value?: string;
  },
): Attempt {
  const { identity, door, method, value } = who;
  const now = world.nowMs();
  const question = { identity, door: door.cn, methods: [method], withCredential: true };
  const verdict = verdictAt(world, { ...question, ...(value === undefined ? {} : { value }) }, now);
  const attempt: Attempt = {
    id: `att_${world.state.attempts.length + 1}`,
    at: new Date(now).toISOString(),
    identity,
    door: door.cn,
    method,
    opened: verdict.open,
    reason: verdict.reason,
    text: verdict.text,
    instant: verdict.instant,
  };
  world.state.attempts.push(attempt);
  world.dirty = true;
  const token = world
    .tokensOf(identity)
    .find((row) => value === undefined || row.attrs.plasecInternalnumber === value);
  report(world, feed, door.panel, {
    cn: randomBytes(8).toString("hex"),
    panelAt: now,
    recordedAt: now,
    valid: verdict.open,
    identity,
    door: door.cn,
    number: token?.attrs.plasecInternalnumber ?? "",
  });
  return attempt;
}

function report(world: World, feed: EventFeed, panel: string, event: DoorEvent): void {
  if (world.find("panels", panel)?.online === false) {
    world.state.unreported.push({ panel, event });
    return;
  }
  world.state.events.push(event);
  feed.tell(event);
}

/** Takes a panel off the network, or back: then it tells what happened meanwhile. */
export function switchPanel(world: World, feed: EventFeed, panel: PanelRow, online: boolean): void {
  setPanelOnline(world, panel, online);
  if (!online) return;
  const told = world.state.unreported.filter((one) => one.panel === panel.cn);
  world.state.unreported = world.state.unreported.filter((one) => one.panel !== panel.cn);
  for (const { event } of told) report(world, feed, panel.cn, { ...event, recordedAt: world.nowMs() });
  world.dirty = true;
}
