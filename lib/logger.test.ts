import { describe, expect, it } from "vitest";
import { createLogger, type LogLevel } from "@/lib/logger";

function captured(level: LogLevel) {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line: string) => void lines.push(line) } });
  return { logger, lines };
}

describe("createLogger", () => {
  it("writes one JSON line per entry with its listed fields and those of its parents", () => {
    const { logger, lines } = captured("info");
    logger.child({ component: "sweep" }).child({ installationId: "i1" }).warn("late", { count: 3 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: 40,
      msg: "late",
      component: "sweep",
      installationId: "i1",
      count: 3,
    });
  });

  it("writes nothing below its level", () => {
    const { logger, lines } = captured("warn");
    logger.debug("a");
    logger.info("b");
    logger.error("c");
    expect(lines).toHaveLength(1);
  });

  it("redacts fields that reach it in spite of the types, in child fields too", () => {
    const { logger, lines } = captured("debug");
    const sneaked: Record<string, unknown> = {
      email: "ana@canary.test",
      error: new Error("canary in a message"),
    };
    logger.child(sneaked).error("failed", sneaked);
    expect(lines.join("")).toContain("[redacted]");
    expect(lines.join("")).not.toContain("canary");
  });
});
