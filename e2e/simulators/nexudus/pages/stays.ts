import { html } from "hono/html";
import type { Html } from "../../kit/page";
import { closeStays, staysToday } from "../checkins";
import type { Row } from "../model";
import { readInstant } from "../stamps";
import type { World } from "../world";
import { toLocal } from "../zones";
import { action, shown } from "./parts";

/** Who is in, who was in today, and whom Nexudus did not check in. */
export function staysSection(world: World, location: Row, zone: string, back: string): Html {
  closeStays(world);
  const at = (value: unknown) => {
    const instant = readInstant(value);
    return instant ? shown(instant, zone) : "";
  };
  const nameOf = (row: Row) => String(world.find("Coworker", row.CoworkerId)?.FullName ?? "somebody");
  const stays = staysToday(world, location.Id);
  const today = toLocal(world.clock.now(), zone).slice(0, 10);
  const failed = world.rows("FailedCheckin").filter((row) => {
    const tried = readInstant(row.CheckinAttemptTime);
    return row.BusinessId === location.Id && tried !== null && toLocal(tried, zone).slice(0, 10) === today;
  });
  return html`<h2>Check-ins today</h2>
${
  stays.length
    ? html`<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">In</th><th scope="col">Out</th><th scope="col">By</th></tr></thead><tbody>${stays.map(
        (stay) =>
          html`<tr><td>${nameOf(stay)}</td><td>${at(stay.FromTime)}</td><td>${
            stay.ToTime
              ? at(stay.ToTime)
              : action(`/desk/checkins/${stay.Id}/end`, back, "Check out", nameOf(stay))
          }</td><td>${stay.Source === 2 ? "door" : "desk"}</td></tr>`,
      )}</tbody></table></div>`
    : html`<p class="note">Nobody has checked in today.</p>`
}
${
  failed.length
    ? html`<h2>Failed check-ins today</h2><div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">When</th><th scope="col">Why</th></tr></thead><tbody>${failed.map(
        (row) =>
          html`<tr><td>${nameOf(row)}</td><td>${at(row.CheckinAttemptTime)}</td><td>${String(row.Description)}</td></tr>`,
      )}</tbody></table></div>`
    : ""
}`;
}
