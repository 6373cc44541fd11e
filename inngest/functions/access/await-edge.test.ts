import { InngestTestEngine } from "@inngest/test";
import { beforeEach, expect, test, vi } from "vitest";
import { createInngestClient } from "@/inngest/client";
import { manualClock } from "@/lib/clock";
import { fireEdge } from "@/lib/services/access/fire-edge";
import type { Services } from "@/lib/services/context";
import { awaitEdge } from "./await-edge";

vi.mock("@/lib/services/access/fire-edge", () => ({ fireEdge: vi.fn() }));
const fired = vi.mocked(fireEdge);
beforeEach(() => fired.mockReset());

const at = new Date("2026-05-12T10:00:00.000Z");

function engine(startsAt: Date) {
  const clock = manualClock(startsAt);
  const client = createInngestClient({ INNGEST_DEV: "http://127.0.0.1:1" } as never);
  const run = new InngestTestEngine({
    function: awaitEdge({ client, services: () => ({ clock }) as unknown as Services }) as never,
    events: [
      {
        name: "access/edge.armed",
        data: {
          installationId: "i",
          connectionId: "c",
          personId: "p",
          edgeId: "e",
          at: at.toISOString(),
          revision: 1,
          armCount: 1,
        },
      },
    ],
  });
  return { clock, run };
}

test("sleeps until the edge before anything else", async () => {
  const { run } = engine(new Date(at.getTime() - 60_000));
  const { step } = await run.executeStep("until-edge");
  expect(step).toMatchObject({ op: "Sleep", name: at.toISOString() });
  expect(fired).not.toHaveBeenCalled();
});

test("a wake that comes early sleeps again under a new id, and fires once the edge is there", async () => {
  const { clock, run } = engine(new Date(at.getTime() - 400));
  fired.mockResolvedValue({ status: "applied", operations: 1, held: 0, failed: 0 });
  const { result, ctx } = await run.execute({
    steps: [
      { id: "until-edge", handler: () => undefined },
      { id: "until-edge-again-0", handler: () => clock.set(new Date(at.getTime() - 1)) },
      { id: "until-edge-again-1", handler: () => clock.set(at) },
    ],
  });
  expect(result).toMatchObject({ status: "applied" });
  expect(fired).toHaveBeenCalledTimes(1);
  expect(ctx.step.sleepUntil).toHaveBeenCalledWith("until-edge-again-1", at);
});

test("a server that is early every time is not asked for ever: the last bit is waited out, to the instant", async () => {
  const { clock, run } = engine(new Date(at.getTime() - 300));
  vi.spyOn(clock, "sleep").mockImplementation(async (ms) => clock.advance(ms));
  fired.mockImplementation(async () => {
    expect(clock.now()).toEqual(at);
    return { status: "applied", operations: 1, held: 0, failed: 0 };
  });
  const atOnce = ["until-edge", ...[0, 1, 2].map((wake) => `until-edge-again-${wake}`)];
  const { result } = await run.execute({ steps: atOnce.map((id) => ({ id, handler: () => undefined })) });
  expect(result).toMatchObject({ status: "applied" });
  expect(clock.sleep).toHaveBeenCalledExactlyOnceWith(300);
});

test("a stale edge ends the run without another try", async () => {
  const { run } = engine(at);
  fired.mockResolvedValue({ status: "stale" });
  const { result } = await run.execute({ steps: [{ id: "until-edge", handler: () => undefined }] });
  expect(result).toEqual({ status: "stale" });
  expect(fired).toHaveBeenCalledTimes(1);
});

test("a person who is being worked on is a retry after the time that was asked for", async () => {
  const { run } = engine(at);
  fired.mockResolvedValue({ status: "retry", afterMs: 1_000, why: "busy" });
  const { error } = await run.execute({ steps: [{ id: "until-edge", handler: () => undefined }] });
  expect(error).toMatchObject({ name: "RetryAfterError", message: "to be tried again: busy" });
});
