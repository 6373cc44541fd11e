import { describe, expect, it } from "vitest";
import { checkDocPaths } from "./doc-paths";
import { plant } from "./testing";

const missing = (text: string, path = "docs/page.md") =>
  checkDocPaths(
    plant({ [path]: text, "lib/access/plan.ts": "", "docs/images/a.png": "", "proxy.ts": "" }),
  ).problems.map((p) => `${p.line} ${p.message}`);

describe("paths in documents", () => {
  it("objects to a path that is gone, and says where", () => {
    expect(missing("See:\n\n`lib/access/gone.ts` decides.")).toEqual(["3 lib/access/gone.ts does not exist"]);
  });
  it("objects to one inside a command and inside a block", () => {
    expect(missing("`node --import tsx scripts/gone.ts`")).toHaveLength(1);
    expect(missing("```sh\nnode scripts/gone.ts\n```")).toHaveLength(1);
  });
  it("objects to a link and a picture that lead nowhere", () => {
    expect(missing("[plan](../lib/access/gone.ts)")).toEqual(["1 lib/access/gone.ts does not exist"]);
    expect(missing("![picture](images/gone.png)")).toHaveLength(1);
  });
  it("objects to a bare file name nobody has, and to a pattern nothing matches", () => {
    expect(missing("`gone.ts`")).toHaveLength(1);
    expect(missing("`db/**/*.gone.ts`")).toHaveLength(1);
  });
  it("is content with what exists", () => {
    const text = [
      "`lib/access/plan.ts:12`, `lib/access/`, `plan.ts`, `proxy.ts`, `lib/**/*.ts`",
      "[plan](../lib/access/plan.ts#top) ![a](images/a.png) [out](https://example.com/lib/x.ts) [here](#there)",
      "`lib/connectors/<vendor>/api.ts` `docs/adr/NNNN-title.md`",
    ].join("\n");
    expect(missing(text)).toEqual([]);
  });
});
