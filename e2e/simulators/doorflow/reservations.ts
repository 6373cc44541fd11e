import { Temporal } from "temporal-polyfill";
import { type Body, idsField, instantField } from "./fields";
import type { ReservationRow } from "./model";
import { refused } from "./problem";
import type { World } from "./world";

/** Lets a person through named channels within one local day. Errors: 422, by field. */
export function createReservation(world: World, accountId: string, body: Body): ReservationRow {
  const person = world.rows("people", accountId).find((p) => p.id === String(body.person_id));
  if (!person) throw refused({ person_id: ["Not found for this account"] });
  const channels = idsField(body, "channel_ids") ?? idsField(body, "door_controller_ids") ?? [];
  if (channels.length === 0) throw refused({ channel_ids: ["can't be blank"] });
  const known = world.rows("channels", accountId).map((channel) => channel.id);
  if (channels.some((id) => !known.includes(id)))
    throw refused({ channel_ids: ["Not found for this account"] });
  const from = instantField(body, "start_time");
  const until = instantField(body, "end_time");
  if (from == null) throw refused({ start_time: ["can't be blank"] });
  if (until == null) throw refused({ end_time: ["can't be blank"] });
  if (until <= from) throw refused({ end_time: ["must be after the start time"] });
  const zone = world.state.tables.accounts[accountId]?.timezone ?? "UTC";
  const dayOf = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
  if (dayOf(from) !== dayOf(until))
    throw refused({ end_time: ["must be on the same day as the start time"] });
  const row = world.put("reservations", {
    ...world.base(accountId),
    person_id: person.id,
    channel_ids: channels,
    from,
    until,
  });
  rememberReservation(world, row, "reservation created");
  return row;
}

export function deleteReservation(world: World, row: ReservationRow): void {
  row.deleted = true;
  row.updated_at = world.nowMs();
  world.dirty = true;
  rememberReservation(world, row, "reservation taken away");
}

function rememberReservation(world: World, row: ReservationRow, cause: string): void {
  const { deleted: gone, channel_ids: channels, from, until } = row;
  world.remember(row, row.person_id, { kind: "reservation", gone, channels, from, until }, cause);
}
