import { describe, expect, it } from "vitest";
import { driverFor, parseAddress } from "./client";
import { directUrl } from "./migrate";

describe("which driver speaks to a database", () => {
  it.each([
    "postgres://u:p@ep-a.eu-central-1.aws.neon.tech/main",
    "postgresql://u:p@ep-a-pooler.eu-central-1.aws.neon.tech:5432/main?sslmode=require",
    "postgres://u:p@EP-A.EU-CENTRAL-1.AWS.NEON.TECH/main",
    "postgres://u:p@ep-a.neon.tech./main",
  ])("Neon's: %s", (url) => expect(driverFor(url)).toBe("neon"));

  it.each([
    "postgres://u:p@neon.tech.evil.com/main",
    "postgres://u:p@ep-a.neon.tech.evil.com/main",
    "postgres://u:p@ep-aneon.tech/main",
    "postgres://u:p@ep-a.neon-tech.com/main",
    "postgres://ep-a.neon.tech:p@db.example.com/main",
    "postgres://u:ep-a.neon.tech@db.example.com/main",
    "postgres://u:p@db.example.com/ep-a.neon.tech",
    "postgres://u:p@db.example.com/main?host=.neon.tech",
    "postgres://u:p@127.0.0.1:5432/main",
  ])("TCP: %s", (url) => expect(driverFor(url)).toBe("node-postgres"));

  it("does not repeat an address it cannot read, whose password would be printed with the error", () => {
    // The parser's own error has the whole text as a property, which Node prints when nobody catches it.
    for (const read of [parseAddress, driverFor, directUrl]) {
      const error = failureOf(() => read("postgres://u:canary@[broken/main"));
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify([error, (error as Error).message, Object.values(error as object)])).not.toContain(
        "canary",
      );
    }
  });
});

describe("the address to migrate through", () => {
  it("is Neon's direct host, where a session's lock holds", () => {
    const pooled = "postgres://u:p@ep-a-pooler.eu-central-1.aws.neon.tech/main?sslmode=require";
    expect(directUrl(pooled)).toBe("postgres://u:p@ep-a.eu-central-1.aws.neon.tech/main?sslmode=require");
  });

  it("is the one that was given, for any other host", () => {
    for (const url of [
      "postgres://u:p@db-pooler.example.com:6543/main",
      "postgres://u:p@ep-a.neon.tech/main",
    ])
      expect(directUrl(url)).toBe(url);
  });
});

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
