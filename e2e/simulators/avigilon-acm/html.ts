import type { Context } from "hono";
import { html } from "hono/html";
import type { Html } from "../kit/page";

/** The vendor's own web pages, as far as a client meets them. */
const frame = (title: string, csrf: string | null, body: Html): Html => html`<!DOCTYPE html>
<html><head><title>${title} - Access Control Manager</title><meta name="csrf-param" content="authenticity_token" />
${csrf === null ? "" : html`<meta name="csrf-token" content="${csrf}" />`}</head><body>${body}</body></html>`;

export const homePage = (c: Context, csrf: string | null) =>
  c.html(frame("Home", csrf, html`<h1>Access Control Manager</h1>`));

export const loginPage = (c: Context, said = "", status: 200 | 401 = 200) =>
  c.html(
    frame(
      "Login",
      null,
      html`<form id="login_form" action="/sessions" method="post">${said}<input name="login" /><input type="password" name="password" /></form>`,
    ),
    status,
  );

/** A form that comes back because something was wrong: status 200, and the reason within. */
export const formAgain = (c: Context, action: string, errors: readonly string[]) =>
  c.html(
    frame(
      "Edit",
      "stale",
      html`<form action="${action}" method="post">${
        errors.length === 0
          ? ""
          : html`<div id="errorExplanation" class="errorExplanation"><ul>${errors.map((e) => html`<li>${e}</li>`)}</ul></div>`
      }<input name="authenticity_token" /></form>`,
    ),
  );

export const refusedPage = (c: Context, status: 403 | 404 | 406 | 422 | 500, text: string) =>
  c.html(frame("Error", null, html`<h1>${text}</h1>`), status);
