/** What the engine says to its operator: codes and ids only, never event data or step output. */
export interface EngineLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silentLog: EngineLog = { info() {}, warn() {}, error() {} };
