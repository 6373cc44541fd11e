import type { FaultRule } from "@/e2e/simulators/kit/faults";
import type { VendorAccount } from "../vendors/vendor";
import { type Injection, type TakeBack, takenBy } from "./injection";

function accountOf({ space, fault }: Injection): VendorAccount {
  const account = space.tenant.accounts.get(fault.connection ?? "");
  if (!account) throw new Error(`a fault of no connection: ${fault.kind}`);
  return account;
}

/** Rules over requests; what they hit is what the simulator says it injected. */
function ruled(into: Injection, rules: readonly Omit<FaultRule, "id" | "times">[]): TakeBack {
  const { rules: kit } = accountOf(into).troubles;
  const made = rules.map(
    (rule, index): FaultRule => ({
      ...rule,
      id: `${into.fault.kind} ${into.fault.at} ${index}`,
      times: into.fault.times,
    }),
  );
  const ids = new Set(made.map((rule) => rule.id));
  kit.setFaults([...kit.faults.rules, ...made]);
  return () => {
    kit.setFaults(kit.faults.rules.filter((rule) => !ids.has(rule.id)));
    return takenBy(
      into.fault.times,
      kit.faults.injected.filter((hit) => ids.has(hit.ruleId)),
    );
  };
}

export const downVendor = (into: Injection): TakeBack => {
  const { everything: path } = accountOf(into).troubles;
  return ruled(into, [
    into.random.chance(0.5)
      ? { kind: "drop", method: "*", path }
      : { kind: "answer", method: "*", path, status: 503, headers: {}, body: "" },
  ]);
};

export const throttleVendor = (into: Injection): TakeBack => {
  const { api: path, throttled } = accountOf(into).troubles;
  return ruled(into, [{ kind: "answer", method: "*", path, ...throttled(into.random.whole(1, 10)) }]);
};

export const failVendor = (into: Injection): TakeBack => {
  const { api: path, failed } = accountOf(into).troubles;
  return ruled(into, [{ kind: "answer", method: "*", path, ...failed }]);
};

export const loseAnswers = (into: Injection): TakeBack => {
  const { api: path, writes } = accountOf(into).troubles;
  return ruled(
    into,
    writes.map((method) => ({ kind: "drop_after_commit", method, path })),
  );
};

export const conflict = (into: Injection): TakeBack => {
  const { contested: path, writes, conflict: answer } = accountOf(into).troubles;
  return ruled(
    into,
    writes.map((method) => ({ kind: "answer", method, path, ...answer })),
  );
};

/** A page of the list of people that breaks off in the middle. */
export const cutVendorPages = (into: Injection): TakeBack => {
  const { path, cut } = accountOf(into).troubles.people;
  return ruled(into, [{ kind: "answer", method: "GET", path, ...cut }]);
};

export function expireTokens(into: Injection): TakeBack {
  const { troubles } = accountOf(into);
  const from = into.time.now().toISOString();
  troubles.expire();
  return () => ({ hits: troubles.refusedSince(from) });
}

/** How long the admin waits before trying again while something else is wrong with the vendor too. */
const SIGN_IN_EVERY_MS = 60_000;

/** Whatever Lintel signed in with stops working; when it ends the admin signs in again, as soon as the vendor answers. */
export function revokeTokens(into: Injection): TakeBack {
  const { plan, troubles } = accountOf(into);
  const from = into.time.now().toISOString();
  troubles.lose();
  return async () => {
    for (;;) {
      try {
        await into.space.admin.signIn(plan.name);
        return { hits: troubles.refusedSince(from) };
      } catch (error) {
        if (troubles.rules.faults.rules.length === 0) throw error;
        await into.time.sleep(SIGN_IN_EVERY_MS);
      }
    }
  };
}

/** A door's device is off the network; what changes meanwhile it does not hear of. */
export function takeDoorOffline(into: Injection): TakeBack {
  const { doors, troubles } = accountOf(into);
  const [name, door] = into.random.pick([...doors]);
  const since = into.time.nowMs;
  troubles.setOnline(door, false);
  return () => {
    const hits = troubles.missed(door, since);
    troubles.setOnline(door, true);
    return { hits, door: name };
  };
}
