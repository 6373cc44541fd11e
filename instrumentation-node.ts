import { watchHttpServer } from "./app/http-server";
import { ConfigurationError, env } from "./lib/config/env";

// A wrong configuration ends the process at once, with every problem listed.
try {
  env();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

watchHttpServer();
