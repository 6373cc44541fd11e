import { html } from "hono/html";
import type { Html } from "../../kit/page";
import type { Row } from "../model";
import { readInstant } from "../stamps";
import type { World } from "../world";
import { toLocal } from "../zones";
import { action, options, shown } from "./parts";

const day = 86_400_000;
const APPROVALS: Readonly<Record<number, string>> = {
  1: "no approval needed",
  2: "waits for the host",
  3: "turned down",
  4: "accepted, held at the desk",
  5: "let in by the host",
};

interface Desk {
  readonly location: Row;
  readonly people: readonly Row[];
  readonly upcoming: readonly Row[];
  readonly zone: string;
  readonly back: string;
}

/** Visitors of a location: register one, answer for the host, see them come and go. */
export function visitorPanel(world: World, desk: Desk): Html {
  const now = world.clock.now();
  const visitors = world
    .rows("Visitor")
    .filter((row) => row.BusinessId === desk.location.Id)
    .filter((row) => (readInstant(row.ExpectedArrival)?.getTime() ?? 0) > now.getTime() - 2 * day)
    .toSorted((a, b) => String(a.ExpectedArrival).localeCompare(String(b.ExpectedArrival)));
  const arrives = toLocal(new Date(Math.ceil((now.getTime() + 900_000) / 900_000) * 900_000), desk.zone);
  return html`<h2>Visitors</h2>
<form class="row" method="post" action="/desk/visitors"><input type="hidden" name="location" value="${desk.location.Id}">
<label>Name<input name="name" required maxlength="100"></label>
<label>E-mail<input name="email" type="email" required></label>
<label>Arrives<input type="datetime-local" name="arrives" value="${arrives.slice(0, 16)}" required></label>
<label>Host<select name="host"><option value="">Nobody</option>${options(desk.people, (p) => String(p.FullName))}</select></label>
<label>Guest of<select name="booking"><option value="">No booking</option>${options(desk.upcoming, (b) => bookingLabel(world, b, desk.zone))}</select></label>
<label><span>Host must approve</span><input type="checkbox" name="asks"></label>
<button class="primary">Register</button></form>
${
  visitors.length
    ? html`<div class="scroll"><table><thead><tr><th scope="col">Arrives</th><th scope="col">Who</th><th scope="col">State</th><th scope="col">Actions</th></tr></thead><tbody>${visitors.map(
        (row) => visitorRow(world, row, desk),
      )}</tbody></table></div>`
    : html`<p class="note">Nobody is expected.</p>`
}`;
}

function bookingLabel(world: World, booking: Row, zone: string): string {
  const from = readInstant(booking.FromTime);
  const place =
    world.find("Resource", booking.ResourceId) ?? world.find("FloorPlanDesk", booking.FloorPlanDeskId);
  return `${String(place?.Name)}, ${from ? shown(from, zone) : ""}`;
}

function visitorRow(world: World, row: Row, { zone, back }: Desk): Html {
  const name = String(row.FullName);
  const path = `/desk/visitors/${row.Id}`;
  const arrives = readInstant(row.ExpectedArrival);
  const left = readInstant(row.DepartureDate);
  const host = world.find("Coworker", row.CoworkerId);
  const guests = world.rows("BookingVisitor").filter((guest) => guest.VisitorId === row.Id);
  const approval = Number(row.HostApprovalStatus);
  return html`<tr><td>${arrives ? shown(arrives, zone) : ""}</td>
<td>${name}<br><span class="quiet">${String(row.Email)}${host ? html`, visits ${String(host.FullName)}` : ""}</span></td>
<td>${APPROVALS[approval] ?? String(approval)}${left ? html`, left ${shown(left, zone)}` : row.Arrived === true ? ", here" : ""}${guests.map(
    (guest) => {
      const booking = world.find("Booking", guest.BookingId);
      return html`<br><span class="quiet">guest of ${booking ? bookingLabel(world, booking, zone) : "a cancelled booking"}</span>`;
    },
  )}</td>
<td><div class="row">
${approval === 2 || approval === 3 ? action(`${path}/approve`, back, "Approve", name) : ""}
${approval !== 3 ? action(`${path}/reject`, back, "Turn down", name) : ""}
${row.Arrived === true || left ? "" : action(`${path}/arrive`, back, "Arrived", name)}
${left ? "" : action(`${path}/depart`, back, "Left", name)}
${guests.map((guest) => action(`/desk/guests/${guest.Id}/delete`, back, "Take off the booking", name))}
${action(`${path}/delete`, back, "Delete", name)}</div></td></tr>`;
}
