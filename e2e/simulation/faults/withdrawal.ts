import { plain, readInstant } from "@/e2e/simulators/nexudus/stamps";
import type { Injection, TakeBack } from "./injection";

const SHARE = 0.7;

/** Somebody at the platform ends most contracts at once, as an import gone wrong would. */
export function withdrawMuch({ space, time, random }: Injection): TakeBack {
  const { api } = space.tenant.nexudus;
  const now = time.now();
  let ended = 0;
  for (const row of api.rows("CoworkerContract")) {
    const until = readInstant(row.CancellationDate);
    if ((until !== null && until <= now) || !random.chance(SHARE)) continue;
    api.change("CoworkerContract", row.Id, { CancellationDate: plain(now) });
    ended += 1;
  }
  return () => ({ hits: ended });
}
