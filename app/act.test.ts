import { expect, test, vi } from "vitest";
import { ServiceError, type ServiceErrorKind } from "@/lib/services/context";
import { act, done } from "./act";

const refused = (kind: ServiceErrorKind) => async () => {
  throw new ServiceError(kind, "What they hold is not as it was shown.");
};

test("an answer about what is not so any more has the page show what is, beside the words", async () => {
  const stale = vi.fn();
  const answer = await act("adopt-held", {}, refused("conflict"), stale);
  expect(answer).toMatchObject({ status: "error", message: "What they hold is not as it was shown." });
  expect(stale).toHaveBeenCalledOnce();
});

test("any other answer leaves the page as it is", async () => {
  const stale = vi.fn();
  for (const run of [refused("precondition_failed"), refused("not_found"), async () => done(null)])
    await act("adopt-held", {}, run, stale);
  expect(stale).not.toHaveBeenCalled();
});
