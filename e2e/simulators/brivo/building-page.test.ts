import { afterEach, beforeEach, expect, it } from "vitest";
import { SEED } from "./seed";
import { type Harness, SECRETS, startForTest } from "./testing";

let h: Harness;
beforeEach(async () => {
  h = await startForTest();
});
afterEach(() => h.sim.close());

const show = async (path = "/") => (await h.ask(`${h.sim.url}${path}`, {})).text;
const send = (path: string, form: Record<string, string>) =>
  h.ask(`${h.sim.url}${path}`, { method: "POST", body: new URLSearchParams(form).toString() });

it("lets a visitor try a door as a person and says why it stays shut", async () => {
  const id = await h.user({ pin: "58213" });
  const attempt = async (method: string) => {
    const answer = await send("/try", { member: String(id), door: String(SEED.doors.front), method });
    expect(answer.status).toBe(303);
    return show(answer.headers.get("location") ?? "");
  };
  expect(await attempt("pin")).toContain("In no group that opens this door.");
  h.api.staffJoin(String(id), SEED.groups.board);
  const opened = await attempt("pin");
  expect(opened).toContain("<strong>Opened</strong>");
  expect(opened).toContain('Ana Silva <span class="quiet">no end set</span>');
  expect(await attempt("card")).toContain("no card, PIN or redeemed pass");
});

it("shows the mailed code, and the pass opens doors once it was claimed with it", async () => {
  const id = await h.user();
  h.api.staffJoin(String(id), SEED.groups.board);
  const path = `/users/${id}/credentials/digital-invitations?sendInvitationEmail=true`;
  const { accessCode } = (await h.post(path, { referenceId: "ana@example.com" })).json;
  expect(await show()).toContain(`<code>${accessCode}</code>`);
  const wrong = await send("/redeem", { passId: "ana@example.com", code: "WRONG" });
  expect([wrong.status, wrong.text.includes("no longer good")]).toEqual([400, true]);
  expect((await send("/redeem", { passId: "ana@example.com", code: String(accessCode) })).status).toBe(303);
  const opens = h.api.attempt({ member: String(id), door: "Board room", method: "mobile" });
  expect(opens.opened).toBe(true);
});

it("takes panels offline and back, shows the API key, and says that it is a demo", async () => {
  const panel = (online: string) => send("/panel", { door: String(SEED.doors.front), online });
  await panel("no");
  expect(await show()).toContain("panel offline");
  await panel("yes");
  const page = await show();
  expect(page).not.toContain("panel offline");
  expect(page).toContain(SECRETS.apiKey);
  expect(page).toContain("Demo: simulated");
});

it("writes names as text, never as markup", async () => {
  await h.user({ firstName: "<script>alert(1)</script>" });
  expect(await show()).not.toContain("<script>alert");
});
