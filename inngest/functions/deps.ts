import type { Services } from "@/lib/services/context";
import type { InngestClient } from "../client";

/** What every durable function is made from. */
export interface FunctionDeps {
  readonly client: InngestClient;
  /** Services that act as the named job. */
  services(job: string): Services;
}
