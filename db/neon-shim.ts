import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect as connectTcp } from "node:net";
import { neonConfig } from "@neondatabase/serverless";
import pg from "pg";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

/**
 * A stand-in for the two ways Neon is spoken to, in front of any PostgreSQL server on this machine, so that the Neon
 * driver can be tested without an account: a WebSocket that carries the wire protocol, and `POST /sql`.
 */
export interface NeonShim {
  readonly port: number;
  /** Neon's address for the same database: any host below neon.tech, the user and database of the real one. */
  readonly url: string;
  /** Closes every connection and gives the driver its own settings back. Repeat: does nothing. */
  stop(): Promise<void>;
}

/** Starts the stand-in on 127.0.0.1 and turns the Neon driver of this process to it. */
export async function startNeonShim(postgresUrl: string): Promise<NeonShim> {
  const target = new URL(postgresUrl);
  const server = createServer((request, response) => {
    answerSql(request, postgresUrl).then(
      ({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      },
      () => response.writeHead(500).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: "/v2" });
  sockets.on("connection", (socket) =>
    pipe(socket, { host: target.hostname, port: Number(target.port || 5432) }),
  );
  const port = await listen(server);
  const giveBack = turnNeonDriverTo(port);
  let stopping: Promise<void> | undefined;

  return {
    port,
    url: neonUrl(postgresUrl),
    stop() {
      stopping ??= new Promise((resolve) => {
        giveBack();
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return stopping;
    },
  };
}

/** Neon's address for a database of this machine: some host below neon.tech, user and database as they are. */
export function neonUrl(postgresUrl: string): string {
  const url = new URL(postgresUrl);
  url.host = "ep-stand-in.eu-central-1.aws.neon.tech";
  url.port = "";
  return url.toString();
}

/** Makes the Neon driver of this process speak to a stand-in, whichever process runs it. Returns what undoes that. */
export function turnNeonDriverTo(port: number): () => void {
  const { wsProxy, useSecureWebSocket, pipelineTLS, pipelineConnect, fetchEndpoint } = neonConfig;
  Object.assign(neonConfig, {
    wsProxy: () => `127.0.0.1:${port}/v2`,
    useSecureWebSocket: false,
    pipelineTLS: false,
    pipelineConnect: false,
    fetchEndpoint: () => `http://127.0.0.1:${port}/sql`,
  });
  return () => {
    Object.assign(neonConfig, { wsProxy, useSecureWebSocket, pipelineTLS, pipelineConnect, fetchEndpoint });
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("The stand-in has no port."));
    });
  });
}

/** Bytes both ways; whichever side ends ends the other. */
function pipe(socket: WebSocket, target: { host: string; port: number }): void {
  const tcp = connectTcp(target);
  tcp.on("data", (bytes) => socket.send(bytes));
  tcp.on("close", () => socket.close());
  tcp.on("error", () => socket.terminate());
  socket.on("message", (bytes: Buffer) => tcp.write(bytes));
  socket.on("close", () => tcp.destroy());
  socket.on("error", () => tcp.destroy());
}

const statement = z.object({ query: z.string(), params: z.array(z.unknown()).default([]) });
const sqlRequest = z.union([z.object({ queries: z.array(statement) }), statement]);

/** Neon's HTTP way: one statement, or several in one transaction; values travel as PostgreSQL's own text. */
async function answerSql(
  request: IncomingMessage,
  postgresUrl: string,
): Promise<{ status: number; body: unknown }> {
  if (request.method !== "POST" || request.url !== "/sql")
    return { status: 404, body: { message: "not found" } };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const asked = sqlRequest.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  const isArrayMode = request.headers["neon-array-mode"] === "true";

  const client = new pg.Client({ connectionString: postgresUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    if ("query" in asked) return { status: 200, body: await runStatement(client, asked, isArrayMode) };
    await client.query("begin");
    const results = [];
    for (const each of asked.queries) results.push(await runStatement(client, each, isArrayMode));
    await client.query("commit");
    return { status: 200, body: { results } };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { message, code, detail, constraint } = error;
    return { status: 400, body: { message, code, detail, constraint } };
  } finally {
    // Ending the connection rolls an open transaction back.
    await client.end();
  }
}

async function runStatement(client: pg.Client, asked: z.output<typeof statement>, isArrayMode: boolean) {
  const result = await client.query({
    text: asked.query,
    values: asked.params,
    types: { getTypeParser: () => (text: string | Buffer) => text },
    ...(isArrayMode && { rowMode: "array" as const }),
  });
  const { command, rowCount, rows, fields } = result;
  return { command, rowCount, rows, fields };
}
