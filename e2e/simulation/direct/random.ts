/** A stream of numbers that a seed decides. The same seed gives the same stream on every machine. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** A stream of its own: what it is asked for changes nothing here. */
  fork(name: string): Random;
}

/** 32 bits of a text, for seeds of streams. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32: small, quick, good enough to choose worlds by. Never for secrets. */
export function randomFrom(seed: number | string): Random {
  const start = typeof seed === "number" ? hashOf(`seed ${seed}`) : hashOf(seed);
  let state = start;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick(from) {
      const found = from[Math.floor(next() * from.length)];
      if (found === undefined) throw new RangeError("nothing to pick from");
      return found;
    },
    fork: (name) => randomFrom(`${start} ${name}`),
  };
}
