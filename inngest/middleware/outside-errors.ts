import { Middleware, NonRetriableError, RetryAfterError } from "inngest";
import { dispositionOf, VendorError } from "@/lib/connectors/errors";
import { NexudusError } from "@/lib/nexudus/errors";

/**
 * The one place where errors of outside systems become retry or stop. What is thrown on carries the fixed
 * text of the original only: it is sent to the engine, so it must hold no secret and no personal datum.
 */
export class OutsideErrors extends Middleware.BaseMiddleware {
  override readonly id = "outside-errors";

  override async wrapStepHandler({ next }: Middleware.WrapStepHandlerArgs): Promise<unknown> {
    try {
      return await next();
    } catch (error) {
      throw translate(error);
    }
  }
}

export function translate(error: unknown): unknown {
  if (error instanceof VendorError) {
    const disposition = dispositionOf(error);
    if (disposition.do === "retry_at") return new RetryAfterError(error.message, disposition.afterMs);
    if (disposition.do === "park" || disposition.do === "record") return new NonRetriableError(error.message);
    return new Error(error.message);
  }
  if (error instanceof NexudusError) {
    if (error.details.retryAfterMs !== undefined)
      return new RetryAfterError(error.message, error.details.retryAfterMs);
    const final = error.kind === "unauthorized" || error.kind === "refused" || error.kind === "bad_response";
    return final ? new NonRetriableError(error.message) : new Error(error.message);
  }
  if (error instanceof RetryAfterError || error instanceof NonRetriableError) return error;
  // Database errors hold parameters in their text: only the class is told.
  return new Error(error instanceof Error ? `internal: ${error.name}` : "internal");
}
