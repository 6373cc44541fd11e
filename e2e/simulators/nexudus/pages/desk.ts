import { html } from "hono/html";
import { fastForwardPanel } from "../../kit/fast-forward";
import type { Html } from "../../kit/page";
import { contractInEffect, idsIn, zoneOf } from "../derive";
import type { Row } from "../model";
import { readInstant } from "../stamps";
import type { World } from "../world";
import { toLocal } from "../zones";
import { action, type Message, nexudusPage, options, shown, shownSpan } from "./parts";
import { staysSection } from "./stays";
import { visitorPanel } from "./visitors";

const hour = 3_600_000;

/** `/desk`: one location's customers, rooms, bookings and visitors, in its own time. */
export function deskPage(world: World, location: Row, canStep: boolean, message: Message): Html {
  const zone = zoneOf(world, location.Id);
  const back = `/desk?location=${location.Id}`;
  const people = world
    .rows("Coworker")
    .filter((c) => idsIn(c.Businesses).includes(location.Id) || c.InvoicingBusinessId === location.Id)
    .toSorted((a, b) => String(a.FullName).localeCompare(String(b.FullName)));
  const here = (entity: "Booking" | "Resource" | "FloorPlanDesk", row: Row) =>
    world.businessesOf(entity, row)?.includes(location.Id) ?? false;
  const rooms = world.rows("Resource").filter((r) => here("Resource", r) && r.Archived !== true);
  const desks = world.rows("FloorPlanDesk").filter((d) => here("FloorPlanDesk", d));
  const now = world.clock.now();
  const upcoming = world
    .rows("Booking")
    .filter((b) => here("Booking", b) && (readInstant(b.ToTime) ?? now) > now)
    .toSorted((a, b) => String(a.FromTime).localeCompare(String(b.FromTime)))
    .slice(0, 200);
  const places = world.rows("Business").filter((b) => b.RootLocationId !== null);
  return nexudusPage(
    "/desk",
    message,
    html`<h1>Desk: ${String(location.Name)}</h1>
<nav aria-label="Location">${places.map(
      (b) =>
        html`<a href="/desk?location=${b.Id}" ${b.Id === location.Id ? html`aria-current="true"` : ""}>${String(b.Name)}</a>`,
    )}</nav>
<p>It is ${shown(now, zone)} here (${zone}). Times on this page are local.</p>
${bookingForm(people, rooms, desks, location.Id, toLocal(new Date(Math.ceil(now.getTime() / hour) * hour), zone), toLocal(new Date((Math.ceil(now.getTime() / hour) + 1) * hour), zone))}
<h2>Upcoming bookings</h2>
${
  upcoming.length
    ? html`<div class="scroll"><table><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Actions</th></tr></thead><tbody>${upcoming.map(
        (b) => bookingRow(world, b, zone, back),
      )}</tbody></table></div>`
    : html`<p class="note">No bookings ahead. Make one above.</p>`
}
${visitorPanel(world, { location, people, upcoming, zone, back })}
${staysSection(world, location, zone, back)}
<h2>Customers</h2>
<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Has</th><th scope="col">State</th><th scope="col">Actions</th></tr></thead><tbody>${people.map(
      (p) => customerRow(world, p, back, now),
    )}</tbody></table></div>
${fastForwardPanel(world.clock, canStep, back)}`,
  );
}

function bookingForm(
  people: Row[],
  rooms: Row[],
  desks: Row[],
  locationId: number,
  from: string,
  to: string,
): Html {
  return html`<h2>New booking</h2>
<form class="row" method="post" action="/desk/book"><input type="hidden" name="location" value="${locationId}">
<label>Customer<select name="coworker">${options(people, (p) => String(p.FullName))}</select></label>
<label>Room or desk<select name="what"><optgroup label="Rooms">${rooms.map(
    (r) => html`<option value="room:${r.Id}">${String(r.Name)}</option>`,
  )}</optgroup><optgroup label="Desks">${desks.map(
    (d) => html`<option value="desk:${d.Id}">${String(d.Name)}</option>`,
  )}</optgroup></select></label>
<label>From<input type="datetime-local" name="from" value="${from.slice(0, 16)}" required></label>
<label>To<input type="datetime-local" name="to" value="${to.slice(0, 16)}" required></label>
<button class="primary">Book</button></form>`;
}

function bookingRow(world: World, booking: Row, zone: string, back: string): Html {
  const from = readInstant(booking.FromTime) ?? world.clock.now();
  const to = readInstant(booking.ToTime) ?? world.clock.now();
  const place =
    world.find("Resource", booking.ResourceId) ?? world.find("FloorPlanDesk", booking.FloorPlanDeskId);
  const who = String(world.find("Coworker", booking.CoworkerId)?.FullName ?? "nobody");
  const what = `${String(place?.Name)} for ${who}`;
  const path = `/desk/bookings/${booking.Id}`;
  return html`<tr><td>${shownSpan(from, to, zone)}</td><td>${String(place?.Name)}${
    booking.Tentative === true ? html` <span class="no">tentative</span>` : ""
  }</td><td>${who}</td><td><div class="row">
<form class="row" method="post" action="${path}/extend"><input type="hidden" name="back" value="${back}"><input type="hidden" name="minutes" value="30"><button aria-label="+30 min for ${what}">+30 min</button></form>
${booking.Tentative === true ? action(`${path}/confirm`, back, "Confirm", what) : ""}
${action(`${path}/cancel`, back, "Cancel", what)}
<details><summary>Move</summary><form class="row" method="post" action="${path}/move"><input type="hidden" name="back" value="${back}"><input type="hidden" name="zone" value="${zone}">
<label>From<input type="datetime-local" name="from" value="${toLocal(from, zone).slice(0, 16)}" required></label>
<label>To<input type="datetime-local" name="to" value="${toLocal(to, zone).slice(0, 16)}" required></label>
<button aria-label="Move ${what}">Move</button></form></details></div></td></tr>`;
}

function customerRow(world: World, person: Row, back: string, now: Date): Html {
  const plans = world
    .rows("CoworkerContract")
    .filter((c) => c.CoworkerId === person.Id && contractInEffect(c, now))
    .map((c) => String(world.find("Tariff", c.TariffId)?.Name));
  const passes = world
    .rows("CoworkerTimePass")
    .filter((p) => p.CoworkerId === person.Id && p.Used !== true)
    .map((p) => String(world.find("TimePass", p.TimePassId)?.Name));
  const name = String(person.FullName);
  const active = person.Active === true;
  return html`<tr><td>${name}${person.CoworkerType === 2 ? html` <span class="quiet">(company)</span>` : ""}<br><span class="quiet">${String(person.Email)}</span></td>
<td>${[...plans, ...passes].join(", ") || html`<span class="quiet">nothing</span>`}</td>
<td>${active ? html`<span class="ok">active</span>` : html`<span class="no">suspended</span>`}</td>
<td>${
    active
      ? action(`/desk/customers/${person.Id}/suspend`, back, "Suspend", name)
      : action(`/desk/customers/${person.Id}/restore`, back, "Restore", name)
  }</td></tr>`;
}
