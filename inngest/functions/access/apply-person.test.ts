import { InngestTestEngine } from "@inngest/test";
import { beforeEach, expect, test, vi } from "vitest";
import { createInngestClient } from "@/inngest/client";
import { applyPerson } from "@/lib/services/access/apply-person";
import type { Services } from "@/lib/services/context";
import { applyPersonFunction } from "./apply-person";

vi.mock("@/lib/services/access/apply-person", () => ({ applyPerson: vi.fn() }));
const applied = vi.mocked(applyPerson);
beforeEach(() => applied.mockReset());

const data = {
  installationId: "i",
  connectionId: "c",
  personId: "p",
  revision: 3,
  cause: "refresh",
  priority: 120,
};

function engine() {
  const client = createInngestClient({ INNGEST_DEV: "http://127.0.0.1:1" } as never);
  return new InngestTestEngine({
    function: applyPersonFunction({ client, services: () => ({}) as Services }) as never,
    events: [{ name: "access/person.apply.requested", data }],
  });
}

test("hands the ids on and ends with counts only", async () => {
  applied.mockResolvedValue({ status: "applied", operations: 2, held: 0, failed: 0 });
  const run = engine();
  const { result } = await run.execute();
  expect(applied.mock.calls[0]?.[1]).toEqual({
    installationId: "i",
    connectionId: "c",
    personId: "p",
    cause: "refresh",
  });
  expect(result).toEqual({ status: "applied", operations: 2, held: 0, failed: 0 });
});

test.each(["busy", "vendor"] as const)("%s is a retry, not a failure of the function's own", async (why) => {
  applied.mockResolvedValue({ status: "retry", afterMs: 30_000, why });
  const run = engine();
  const { error } = await run.execute();
  expect(error).toMatchObject({ name: "RetryAfterError", message: `to be tried again: ${why}` });
});
