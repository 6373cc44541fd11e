import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CloneSource } from "../../db/test-server";
import type { Outcome } from "../../e2e/simulation/run-set";
import { nameOf, type Task } from "./task";
import { type Answer, carryOut, type Ground, type Order } from "./worker";

/** One more than there are cores on a small machine: each waits for its database a good part of the time. */
const WORKERS = 3;
const MAIN = fileURLToPath(new URL("../simulate.ts", import.meta.url));
const REMEMBERS_KINDS = new URL("./remember-kinds.mjs", import.meta.url).href;

export interface Done {
  readonly task: Task;
  readonly outcome: Outcome;
}

/** Plays every task, several at a time in processes of their own; a single one in this process. */
export async function runTasks(
  tasks: readonly Task[],
  ground: Ground,
  onDone: (task: Task, outcome: Outcome) => void,
): Promise<Done[]> {
  const { adminUrl, template, socketFolder } = ground.source;
  const source: CloneSource = { adminUrl, template, ...(socketFolder && { socketFolder }) };
  const waiting = [...tasks];
  const done: Done[] = [];
  const next = async (ask: (order: Order) => Promise<Answer>): Promise<void> => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const answer = await ask({ task, source, tier: ground.tier });
      if ("failure" in answer) throw new Error(`${nameOf(task)} could not be played: ${answer.failure}`);
      onDone(task, answer.outcome);
      done.push({ task, outcome: answer.outcome });
    }
  };
  if (tasks.length === 1) {
    await next(carryOut);
    return done;
  }
  const workers = Array.from({ length: Math.min(WORKERS, tasks.length) }, startWorker);
  try {
    await Promise.all(workers.map((worker) => next((order) => asked(worker, order))));
    return done;
  } finally {
    for (const worker of workers) worker.disconnect();
  }
}

const startWorker = (): ChildProcess =>
  fork(MAIN, ["--worker"], {
    execArgv: ["--max-semi-space-size=64", "--import", "tsx", "--import", REMEMBERS_KINDS],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });

function asked(worker: ChildProcess, order: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("a worker ended"));
    worker.once("exit", onExit);
    worker.once("message", (answer: Answer) => {
      worker.off("exit", onExit);
      resolve(answer);
    });
    worker.send(order);
  });
}
