import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SEED } from "./seed";
import { type Harness, HOUR, startForTest } from "./testing";

let t: Harness;
let reader: Server;
let sockets: Socket[];
let pieces: string[];
beforeEach(async () => {
  t = await startForTest({ panelLagSeconds: 0 });
  sockets = [];
  pieces = [];
  reader = createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("data", (part) => pieces.push(part.toString("utf8")));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => reader.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await t.sim.close();
  for (const socket of sockets) socket.destroy();
  reader.close();
});

const portOf = () => (reader.address() as { port: number }).port;
const read = () => pieces.join("");
const ids = () => [...read().matchAll(/<EVENT><cn> (\w+) <\/cn>/g)].map((match) => match[1]);
const at = (door: string) => t.api.attempt({ member: SEED.rosa, door, method: "card", value: "70421" });

it("connects to a port and writes each event behind a declaration of its own, padded, split at will", async () => {
  await t.api.collaborate({ port: portOf(), splitInto: 3 });
  at("Front door");
  at("Studio");
  await vi.waitFor(() => expect(read().match(/<\/EVENT>/g)).toHaveLength(2));
  expect(read().match(/<\?xml /g)).toHaveLength(2);
  expect(read()).toContain("<plasectrxEvtypename> Valid Credential </plasectrxEvtypename>");
  expect(read()).toContain("<plasectrxEvtypename> Invalid Credential </plasectrxEvtypename>");
  expect(read()).toContain(
    `<plasectrxIdentityDN> cn=${SEED.rosa},ou=identities,dc=plasec </plasectrxIdentityDN>`,
  );
  expect(read()).toContain("<plasectrxMi></plasectrxMi>");
  expect(read()).toContain("19700101000000Z");
});

it("repeats events after a reconnect, and tells late ones with the time at the panel", async () => {
  await t.api.collaborate({ port: portOf(), reorder: 2 });
  at("Front door");
  at("Floor 1");
  await vi.waitFor(() => expect(ids()).toHaveLength(2));
  const known = t.api.world.state.events.map((event) => event.cn);
  expect(ids()).toEqual([known[1], known[0]]);
  pieces = [];
  await t.api.collaborate({ port: portOf(), repeatLast: 2 });
  await vi.waitFor(() => expect(ids()).toEqual(known));
  t.api.setDoorOnline("Front door", false);
  at("Front door");
  t.clock.advance(HOUR);
  at("Front door");
  t.api.setDoorOnline("Front door", true);
  await vi.waitFor(() => expect(ids()).toHaveLength(4));
  expect(read()).toContain("<plasectrxPaneldateUTC> 20260501080000Z </plasectrxPaneldateUTC>");
  expect(read()).toContain("<plasectrxRecdateUTC> 20260501090000Z </plasectrxRecdateUTC>");
});
