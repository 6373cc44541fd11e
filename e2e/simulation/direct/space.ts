import type { Action, Mapping, ToldFault } from "../types";
import { Admin } from "./admin";
import type { LintelProcess } from "./lintel-process";
import { actAsStaff, isStaffAction } from "./staff";
import { tell } from "./tell";
import type { Tenant } from "./tenant";
import type { VirtualTime } from "./virtual-time";

type State = "active" | "paused" | "disconnected";

/** One space in a play: its outside systems, its admin, and notes of what the admin had confirmed since when. */
export class Space {
  readonly admin: Admin;
  readonly faults: ToldFault[] = [];
  private readonly mappings = new Map<string, { readonly since: string; readonly mapping: Mapping }[]>();
  private readonly states = new Map<string, { readonly since: string; readonly state: State }[]>();

  constructor(
    readonly tenant: Tenant,
    private readonly time: VirtualTime,
    console: LintelProcess,
  ) {
    this.admin = new Admin(tenant, console.as("operator:admin"));
  }

  /** Installed, connected and mapped as planned. */
  async setUp(): Promise<void> {
    await this.admin.install();
    await this.time.sleep(60_000);
    for (const plan of this.tenant.script.world.connections) {
      await this.admin.connect(plan.name);
      await this.map(plan.name, plan.mapping);
      this.noteState(plan.name, "active");
    }
  }

  /** Does one action of the script. What the console takes time for goes on by itself; it is told by the promise. */
  async act(action: Action): Promise<void> {
    if (this.tenant.desk.apply(action)) return;
    if (isStaffAction(action)) return actAsStaff(this.tenant, action);
    switch (action.do) {
      case "map":
        return this.map(action.connection, action.mapping);
      case "pause":
        await this.admin.pause(action.connection);
        return this.noteState(action.connection, "paused");
      case "resume":
        await this.admin.resume(action.connection);
        return this.noteState(action.connection, "active");
      case "disconnect":
        await this.admin.disconnect(action.connection);
        return this.noteState(action.connection, "disconnected");
      case "answer_budget":
        await this.admin.answerBudget(action.connection, action.approve);
        return;
      default:
        throw new Error(`nobody does ${action.do}`);
    }
  }

  private async map(name: string, mapping: Mapping): Promise<void> {
    const since = (await this.admin.map(name, mapping)).toISOString();
    this.mappings.set(name, [...(this.mappings.get(name) ?? []), { since, mapping }]);
  }

  private noteState(name: string, state: State): void {
    const since = this.time.now().toISOString();
    this.states.set(name, [...(this.states.get(name) ?? []), { since, state }]);
  }

  tell(from: number, to: number) {
    const connections = this.tenant.script.world.connections.map(({ name }) => ({
      name,
      mappings: this.mappings.get(name) ?? [],
      states: this.states.get(name) ?? [],
    }));
    return tell(this.tenant, { from, to }, { connections, faults: this.faults });
  }
}
