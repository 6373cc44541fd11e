import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SEED } from "@/e2e/simulators/avigilon-alta/seed";
import { VendorError } from "../errors";
import type { GuestLinks } from "../facets";
import { type AltaHarness, avigilonAltaHarness } from "./testing";

const { doors } = SEED;
const MARK = "lintel:install1:visit-991";
const at = (text: string) => new Date(text);
const WINDOW = { from: at("2026-03-03T08:45:00Z"), until: at("2026-03-03T12:00:00Z") };
const LATER = { from: at("2026-03-04T08:45:00Z"), until: at("2026-03-04T12:00:00Z") };

let h: AltaHarness;
beforeEach(async () => {
  h = await avigilonAltaHarness();
});
afterEach(() => h.close());

const links = (entryIds: string = `${doors.front},${doors.board}`): GuestLinks => {
  const { guestLinks } = h.choosing({ cloudKey: "on", guestEntryIds: entryIds });
  if (!guestLinks) throw new Error("no guest links");
  return guestLinks;
};
const create = (window = WINDOW, entryIds?: string) =>
  links(entryIds).create({ marker: MARK, name: "Vera Visitor", window });
const opens = (link: string | null, time: string, door = "Front door") =>
  h.simulator.api.canOpen({ link: link ?? "", door, at: at(time) }).open;
const keys = () => h.simulator.api.world.all("credentials").filter((row) => row.model === "cloudKey");
async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  if (error instanceof VendorError) return error;
  throw new Error("did not fail with a VendorError", { cause: error });
}

describe("links for visitors", () => {
  it("open the chosen doors in the visit's window, and no other door or time", async () => {
    const { url, window, marker } = await create();
    expect([window, marker]).toEqual([WINDOW, MARK]);
    expect([opens(url, "2026-03-03T08:44:59Z"), opens(url, "2026-03-03T08:45:00Z")]).toEqual([false, true]);
    expect([opens(url, "2026-03-03T11:59:59Z"), opens(url, "2026-03-03T12:00:00Z")]).toEqual([true, false]);
    expect(opens(url, "2026-03-03T09:00:00Z", "Board room")).toBe(true);
    expect(opens(url, "2026-03-03T09:00:00Z", "Studio")).toBe(false);
  });

  it("hang on one key a visit: a repeat keeps it, another window replaces it", async () => {
    const first = await create();
    const again = await create();
    expect(again.guestLinkId).toBe(first.guestLinkId);
    expect(keys()).toHaveLength(1);
    expect(opens(again.url, "2026-03-03T09:00:00Z")).toBe(true);
    const moved = await create(LATER);
    expect(moved.guestLinkId).not.toBe(first.guestLinkId);
    expect(keys()).toHaveLength(1);
    expect([opens(first.url, "2026-03-03T09:00:00Z"), opens(moved.url, "2026-03-04T09:00:00Z")]).toEqual([
      false,
      true,
    ]);
  });

  it("leave no second key behind when an answer was lost", async () => {
    await create();
    h.simulator.api.setFaults([
      { id: "cut", method: "POST", path: "/credentials$", times: 1, kind: "drop_after_commit" },
    ]);
    expect((await failureOf(create(LATER))).kind).toBe("unavailable");
    expect((await create(LATER)).window).toEqual(LATER);
    expect(keys()).toHaveLength(1);
  });

  it("end when they are removed, by their very mark only, and a repeat is satisfied", async () => {
    const { guestLinkId, url } = await create();
    const remove = (marker: string, id = guestLinkId) => links().remove({ guestLinkId: id, marker });
    expect((await failureOf(remove("lintel:install1:visit-992"))).kind).toBe("conflict");
    expect(opens(url, "2026-03-03T09:00:00Z")).toBe(true);
    expect(await remove(MARK)).toMatchObject({ status: "applied" });
    expect(opens(url, "2026-03-03T09:00:00Z")).toBe(false);
    expect(await remove(MARK)).toMatchObject({ status: "already_satisfied" });
    expect((await failureOf(remove(MARK, "999999:1"))).kind).toBe("not_found");
    const host = guestLinkId.split(":")[0] ?? "";
    const theirs = h.simulator.api.staffCredential(Number(host), "cloudKey", { name: "Cleaners" });
    expect((await failureOf(remove(MARK, `${host}:${theirs.id}`))).kind).toBe("conflict");
  });

  it("are listed with mark and window, those of others without a mark", async () => {
    expect((await links().list(null)).items).toEqual([]);
    const { guestLinkId } = await create();
    const host = Number(guestLinkId.split(":")[0]);
    h.simulator.api.staffCredential(host, "cloudKey", { name: "Cleaners" });
    expect(await links().list(null)).toMatchObject({
      next: null,
      items: [
        { guestLinkId, url: null, window: WINDOW, marker: MARK },
        { url: null, marker: null },
      ],
    });
  });

  it("are not shut early by an end that is cut to the day", async () => {
    h.simulator.api.setSwitches({ dates: "day" });
    const { url } = await create();
    expect([opens(url, "2026-03-03T11:59:59Z"), opens(url, "2026-03-03T12:00:00Z")]).toEqual([true, false]);
  });

  it("belong to one owner, who has exactly the chosen doors and may unlock from afar", async () => {
    const { guestLinkId } = await create();
    const host = guestLinkId.split(":")[0] ?? "";
    const entries = async () => h.simulator.api.world.get("users", Number(host))?.zoneUsers.length;
    expect(await h.connector.observePerson(host)).toMatchObject({ marker: "lintel:install1:guest-host" });
    expect(await entries()).toBe(2);
    h.simulator.api.staffRemoteUnlock(host, false);
    expect(opens((await create()).url, "2026-03-03T09:00:00Z")).toBe(true);
    await create(WINDOW, String(doors.studio));
    expect(await entries()).toBe(1);
  });

  it("are refused with the setting to look at, and while somebody suspended their owner", async () => {
    for (const entryIds of ["", "999999"])
      expect(await failureOf(create(WINDOW, entryIds))).toMatchObject({
        kind: "invalid_request",
        details: { field: "guestEntryIds" },
      });
    const empty = { from: WINDOW.from, until: WINDOW.from };
    expect((await failureOf(create(empty))).details.field).toBe("window");
    const { guestLinkId } = await create();
    h.simulator.api.staffStatus(guestLinkId.split(":")[0] ?? "", "S");
    expect((await failureOf(create())).kind).toBe("conflict");
  });

  it.each([
    "ftp://x.example.test/",
    "http://x.example.test/",
    "https://user:pass@x.example.test/",
    "nothing",
    null,
  ])("are never told with the address %s", async (webUrl) => {
    await create();
    const body = JSON.stringify({ data: { webUrl } });
    h.faults.breakNext({ kind: "rewrite", body: (text) => (text.includes("webUrl") ? body : text) }, "write");
    expect((await failureOf(create())).kind).toBe("unexpected_response");
  });
});
