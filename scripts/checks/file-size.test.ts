import { describe, expect, it } from "vitest";
import { checkFileSize } from "./file-size";
import { plant } from "./testing";

const lines = (count: number) => "// line\n".repeat(count);
const path = "lib/services/long.ts";

describe("file size", () => {
  it("is content with 300 lines", () => {
    expect(checkFileSize(plant({ [path]: lines(300) }), [])).toEqual({ problems: [], notes: [] });
  });
  it("mentions a longer file, unless a reason is given", () => {
    const repository = plant({ [path]: lines(301) });
    expect(checkFileSize(repository, [])).toMatchObject({
      problems: [],
      notes: [expect.stringContaining(path)],
    });
    expect(checkFileSize(repository, [{ path, because: "one decision" }])).toEqual({
      problems: [],
      notes: [],
    });
  });
  it("fails above 450 lines whatever the reason, data and tests excepted", () => {
    const repository = plant({ [path]: lines(451), "lib/a.test.ts": lines(900) });
    expect(checkFileSize(repository, [{ path, because: "long" }]).problems).toMatchObject([{ path }]);
    expect(checkFileSize(repository, [{ path, because: "a table", isData: true }]).problems).toEqual([]);
  });
  it("mentions a reason that is no longer needed", () => {
    expect(checkFileSize(plant({ [path]: lines(9) }), [{ path, because: "long" }]).notes).toHaveLength(1);
  });
});
