// First step of every command on a fresh machine; Node built-ins only. Installs what is missing, then runs
// scripts/<command>.ts with the remaining arguments.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDS_BROWSER = new Set(["test", "journey", "scan-secrets"]);
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options }).status ?? 1;

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Lintel needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

function installPackages() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stdout.write("Installing packages (npm ci)...\n");
  const status = run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
  });
  if (status !== 0) fail("npm ci failed; its message above says why.");
}

function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : fail(`CHROMIUM_PATH names ${named}, which does not exist.`);
  return CHROMIUM.find((path) => existsSync(path));
}

function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  const isDebian = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isDebian) {
    process.stdout.write("Installing Chromium (apt-get)...\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
  }
  return (
    findBrowser() ??
    fail(
      "Browser tests need Chromium. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH, then run this again.",
    )
  );
}

checkNode();
installPackages();
const [command = "start", ...rest] = process.argv.slice(2);
const script = join(root, "scripts", `${command}.ts`);
if (!existsSync(script)) fail(`There is no command "${command}".`);
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
if (NEEDS_BROWSER.has(command)) env.CHROMIUM_PATH = ensureBrowser();

// In place of this process, so that Ctrl-C and signals reach the command itself.
const { spawn } = await import("node:child_process");
const child = spawn(process.execPath, ["--import", "tsx", script, ...rest], {
  cwd: root,
  stdio: "inherit",
  env,
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
