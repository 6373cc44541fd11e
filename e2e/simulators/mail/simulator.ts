import { Hono } from "hono";
import { html } from "hono/html";
import type { Clock } from "../../../lib/clock";
import { isLocal } from "../kit/local";
import { type Html, page } from "../kit/page";
import { listen } from "../kit/server";
import { Store } from "../kit/store";
import { type ReadMail, readMail } from "./read-mail";
import { listenSmtp, type RecipientAnswers } from "./smtp-server";

export interface KeptMail extends ReadMail {
  readonly id: number;
  /** Simulated time. */
  readonly at: string;
}

const KEPT_MAX = 200;

/**
 * A mail server for a demo and its tests: takes mail by SMTP, delivers to nobody, and shows what came on a page, so that
 * a person can follow a link as whoever it was sent to.
 */
export async function createMailSimulator(options: {
  readonly port: number;
  readonly smtpPort: number;
  /** Null keeps the mails in memory only. */
  readonly storeFile: string | null;
  readonly clock: Clock;
}) {
  const store = new Store<{ nextId: number; mails: KeptMail[] }>(options.storeFile, () => ({
    nextId: 1,
    mails: [],
  }));
  const answers: RecipientAnswers = [];
  const smtp = await listenSmtp(
    options.smtpPort,
    (raw) => {
      const id = store.state.nextId++;
      store.state.mails.push({ id, at: options.clock.now().toISOString(), ...readMail(raw) });
      store.state.mails.splice(0, store.state.mails.length - KEPT_MAX);
      store.save();
    },
    answers,
  );
  const app = new Hono();
  app.use("*", async (c, next) => (isLocal(c) ? next() : c.text("Only from this machine", 403)));
  app.get("/", (c) => c.html(mailPage(store.state.mails)));
  app.get("/_test/mails", (c) => c.json(store.state.mails));
  app.delete("/_test/mails", (c) => {
    store.state.mails = [];
    store.save();
    return c.json({ ok: true });
  });
  app.post("/_test/answers", async (c) => {
    const given = (await c.req.json()) as { readonly answers?: unknown };
    const list = Array.isArray(given.answers) ? given.answers.map(String) : [];
    answers.splice(0, answers.length, ...list.filter((answer) => /^[45]\d\d$/.test(answer)));
    return c.json({ answers });
  });
  const web = await listen(app, options.port);
  return {
    url: web.url,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    mails: (): readonly KeptMail[] => store.state.mails,
    /** What is answered to the next recipients, e.g. `["451", "550"]`. */
    answer: (...next: readonly string[]) => void answers.splice(0, answers.length, ...next),
    async close() {
      await smtp.close();
      await web.close();
    },
  };
}

/** Text with its links made clickable. */
function linked(text: string): Html {
  return html`${text
    .split(/(https?:\/\/\S+)/)
    .map((part) =>
      /^https?:\/\//.test(part) ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part,
    )}`;
}

function mailPage(mails: readonly KeptMail[]): Html {
  const shown = mails.toReversed();
  return page(
    "Mail",
    html`<h1>Mail</h1>
<p>Everything that Lintel mailed, newest first. Nothing leaves this machine.</p>
${
  shown.length === 0
    ? html`<p class="note">No mail yet. A visitor's link is mailed when their host has approved and the connection makes links.</p>`
    : html`<div class="cards">${shown.map(
        (mail) => html`<article class="card"><h2>${mail.subject}</h2>
<p class="quiet">To ${mail.to.join(", ")}, from ${mail.from}, <time datetime="${mail.at}">${mail.at.slice(0, 16).replace("T", " ")} UTC</time></p>
<p style="white-space:pre-wrap;overflow-wrap:anywhere">${linked(mail.text)}</p></article>`,
      )}</div>`
}`,
  );
}
