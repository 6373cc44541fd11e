import { createServer } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { manualClock } from "../../../lib/clock";
import { smtpMailer } from "../../../lib/mail/smtp";
import { createMailSimulator } from "./simulator";

const clock = manualClock(new Date("2026-05-12T08:00:00Z"));
let sim: Awaited<ReturnType<typeof createMailSimulator>>;
beforeEach(async () => {
  sim = await createMailSimulator({ port: 0, smtpPort: 0, storeFile: null, clock });
});
afterEach(() => sim.close());

const link = `https://links.vendor.test/${"a".repeat(90)}?b=1&c=é`;
const mail = {
  to: "vi@visitors.test",
  subject: "Your door link for Café Rouge",
  text: `Hello Zoë,\n\n${link}\n\n.hidden dot\n`,
  html: `<p>${link}</p>`,
};
const send = (more: Partial<typeof mail> = {}) =>
  smtpMailer({ url: sim.smtpUrl, from: "Doors <doors@lintel.test>" }).send({ ...mail, ...more });

it("takes a mail as a real client sends it, and shows the very link in it", async () => {
  expect(await send()).toEqual({ status: "sent" });
  expect(sim.mails()).toMatchObject([
    {
      to: ["vi@visitors.test"],
      subject: mail.subject,
      text: mail.text.trim(),
      at: "2026-05-12T08:00:00.000Z",
    },
  ]);
  const shown = await (await fetch(sim.url)).text();
  expect(shown).toContain(`href="${link.replaceAll("&", "&amp;")}"`);
  expect(shown).toContain("Demo");
});

it("sends one address to one mailbox, whatever is in it", async () => {
  await send({ to: "vi@visitors.test, all@evil.test" });
  expect(sim.mails().flatMap((row) => row.to)).not.toContain("all@evil.test");
});

it.each([
  ["451", true],
  ["550", false],
])("a recipient refused with %s was certainly not mailed; again = %s", async (answer, again) => {
  sim.answer(answer);
  expect(await send()).toMatchObject({ status: "refused", again });
  expect(sim.mails()).toEqual([]);
});

it("a server that is not there has certainly sent nothing, and its address is in no code", async () => {
  await sim.close();
  const outcome = await send();
  expect(outcome).toMatchObject({ status: "refused", again: true });
  expect(JSON.stringify(outcome)).not.toContain("127.0.0.1");
  sim = await createMailSimulator({ port: 0, smtpPort: 0, storeFile: null, clock });
});

it("a server that breaks off while it takes the mail may have sent it", async () => {
  // Otherwise a mail that did go out would be sent again.
  const breaking = createServer((socket) => {
    socket.setEncoding("utf8");
    socket.write("220 x ESMTP\r\n");
    socket.on("error", () => undefined);
    socket.on("data", (part) => {
      const text = String(part);
      if (/^DATA/m.test(text)) socket.write("354 go\r\n");
      else if (/\r\n\.\r\n/.test(text)) socket.destroy();
      else if (/^QUIT/m.test(text)) socket.end("221 bye\r\n");
      else if (/^(EHLO|MAIL|RCPT|RSET)/m.test(text)) socket.write("250 ok\r\n");
    });
  });
  await new Promise<void>((done) => breaking.listen(0, "127.0.0.1", done));
  const address = breaking.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const outcome = await smtpMailer({ url: `smtp://127.0.0.1:${port}`, from: "a@lintel.test" }).send(mail);
  await new Promise<void>((done) => breaking.close(() => done()));
  expect(outcome).toMatchObject({ status: "unknown" });
});
