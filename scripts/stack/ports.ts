import { createServer } from "node:net";

/** The ports of one stack. 0 in a request means "any free one". */
export interface StackPorts {
  readonly app: number;
  readonly engine: number;
  readonly nexudus: number;
  readonly akiles: number;
  /** The Avigilon ACM server itself (HTTPS), and its building's page. */
  readonly acm: number;
  readonly acmPage: number;
  readonly alta: number;
  /** Brivo's API with its building's page, and its sign-in. */
  readonly brivo: number;
  readonly brivoAuth: number;
  readonly doorflow: number;
  /** The mailbox's page, and its mail server. */
  readonly mail: number;
  readonly smtp: number;
}

export const DEFAULT_PORTS: StackPorts = {
  app: 3000,
  engine: 3288,
  nexudus: 3301,
  akiles: 3302,
  acm: 3306,
  acmPage: 3307,
  alta: 3303,
  brivo: 3304,
  brivoAuth: 3308,
  doorflow: 3305,
  mail: 3309,
  smtp: 3310,
};

/** Safe: the same names again. */
const portsFrom = (of: (port: number) => number): StackPorts =>
  Object.fromEntries(
    Object.entries(DEFAULT_PORTS).map(([name, port]) => [name, of(port)]),
  ) as unknown as StackPorts;

/** Whatever is free, for every part. */
export const FREE_PORTS: StackPorts = portsFrom(() => 0);

/** The usual ports, all moved by as much as the app's. */
export const shiftedPorts = (app: number): StackPorts => portsFrom((port) => port + app - DEFAULT_PORTS.app);

/** Binds a loopback port for a moment. Null = taken. */
function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = address !== null && typeof address === "object" ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}

/** Free ports, all different. Errors: one line that names the taken port and what to do. */
export async function claimPorts(wanted: StackPorts): Promise<StackPorts> {
  const claimed: Record<string, number> = {};
  for (const [name, port] of Object.entries(wanted)) {
    let bound = await probe(port);
    while (port === 0 && bound !== null && Object.values(claimed).includes(bound)) bound = await probe(0);
    if (bound === null)
      throw new Error(
        `Port ${port} (${name}) is taken. Stop what uses it, or start with other ports: npm start -- --port ${port + 1000}`,
      );
    claimed[name] = bound;
  }
  return claimed as unknown as StackPorts;
}
