/**
 * Why the embedded PostgreSQL server is not there. `message` is one sentence or two for the person at the
 * terminal: what happened and what to do. It holds paths, ports and process ids, never the password.
 */
export type EmbeddedPostgresErrorKind =
  /** This platform has no server binaries, or they were not installed. */
  | "binaries_missing"
  /** Started as root, and no user exists or could be made for the server. */
  | "os_user_missing"
  /** The operating system refused to run the binaries. */
  | "cannot_run"
  /** The data folder belongs to somebody else, or cannot be reached by the server's user. */
  | "folder_unusable"
  /** The port that was asked for is in use. */
  | "port_taken"
  /** A server of this folder runs, and does not answer or does not take our password. */
  | "not_answering"
  /** The server ended, or was not ready in time. */
  | "start_failed";

export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
  constructor(
    readonly kind: EmbeddedPostgresErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
