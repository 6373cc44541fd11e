"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useId, useState } from "react";
import { DoorRow } from "@/components/presence/door-row";
import { Button } from "@/components/ui/button";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "@/components/ui/sheet";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import type { DoorView, PresenceConnectionView } from "@/lib/services/presence-views";
import type { FormAction } from "@/lib/services/views";

interface Choice {
  readonly action: DoorView["action"];
  readonly locationId: string | null;
}

/** Doors by the site the vendor names, in the order they come. */
function bySite(doors: readonly DoorView[]): readonly (readonly [string, readonly DoorView[]])[] {
  const sites = new Map<string, DoorView[]>();
  for (const door of doors)
    sites.set(door.siteLabel ?? "", [...(sites.get(door.siteLabel ?? "") ?? []), door]);
  return [...sites];
}

/** What opening doors does at Nexudus, in a side sheet. What is not saved yet is kept when the sheet is closed. */
export function DoorSettings({
  connection,
  save,
}: {
  readonly connection: PresenceConnectionView;
  readonly save: FormAction;
}) {
  const id = useId();
  const [state, send, isSaving] = useActionState(save, IDLE);
  /** Null = as it is. */
  const [switched, setOnOpen] = useState<boolean | null>(null);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  // What was saved comes back as what is.
  useEffect(() => {
    if (state.status !== "ok") return;
    setChoices({});
    setOnOpen(null);
  }, [state]);
  const { doors, locations, style } = connection;
  const onOpen = switched ?? connection.onOpen;
  const asksPlace = locations.length > 1;
  const chosen = (door: DoorView): Choice => choices[door.id] ?? door;
  const differs = (door: DoorView) =>
    chosen(door).action !== door.action || chosen(door).locationId !== door.locationId;
  const unsaved = doors.filter(differs).length + (onOpen === connection.onOpen ? 0 : 1);
  const change = (changed: readonly DoorView[], part: Partial<Choice>) =>
    setChoices((before) => ({
      ...before,
      ...Object.fromEntries(changed.map((door) => [door.id, { ...chosen(door), ...part }])),
    }));
  const changes = unsaved === 1 ? "1 change" : `${unsaved} changes`;
  const discard = () => {
    setChoices({});
    setOnOpen(null);
  };
  // Not as the form's action, which would set every control back to what it first was.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => send(form));
  };
  const live = doors.filter((door) => !door.vanished || door.action !== "nothing");
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Sheet>
        <SheetTrigger asChild>
          <Button>{style === "on_open" ? "Change check in on open" : "Choose what doors do"}</Button>
        </SheetTrigger>
        <SheetContent className="max-w-xl">
          <SheetTitle className="pr-10 text-base font-semibold">{connection.label}</SheetTitle>
          <SheetDescription className="text-muted-foreground">
            A check-in can use up a pass, or sell one where Nexudus is set to. Members without a valid pass
            still enter; Nexudus then records a failed check-in. Only openings from now on count.
          </SheetDescription>
          <form
            onSubmit={submit}
            className="flex shrink-0 grow flex-col gap-5"
            aria-label={`Presence, ${connection.label}`}
          >
            <input type="hidden" name="connectionId" value={connection.id} />
            <input type="hidden" name="onOpen" value={onOpen ? "on" : ""} />
            {style === "on_open" ? (
              <div className="flex items-start justify-between gap-6 border-y py-3">
                <div>
                  <label htmlFor={id} className="font-medium">
                    Check in on open
                  </label>
                  <p id={`${id}-help`} className="text-[13px] text-muted-foreground">
                    The first door a member opens on a day checks them in, unless they are in already.
                  </p>
                </div>
                <Switch
                  id={id}
                  checked={onOpen}
                  onCheckedChange={setOnOpen}
                  aria-describedby={`${id}-help`}
                />
              </div>
            ) : null}
            {style === "per_door" || asksPlace
              ? bySite(live).map(([site, inSite]) => (
                  <fieldset key={site} className="grid gap-3">
                    <legend className="mb-2 font-medium">{site || "Doors"}</legend>
                    {asksPlace && inSite.length > 1 ? (
                      <div className="flex flex-wrap gap-2">
                        {locations.map((location) => (
                          <Button
                            key={location.id}
                            size="small"
                            onClick={() => change(inSite, { locationId: location.id })}
                          >
                            All at {location.name}
                          </Button>
                        ))}
                      </div>
                    ) : null}
                    {inSite.map((door) => (
                      <DoorRow
                        key={door.id}
                        door={door}
                        choice={chosen(door)}
                        locations={asksPlace ? locations : []}
                        hasAction={style === "per_door"}
                        error={state.fieldErrors[`location.${door.id}`]}
                        onChange={(part) => change([door], part)}
                      />
                    ))}
                  </fieldset>
                ))
              : null}
            {doors.map((door) => (
              <span key={door.id} hidden>
                <input type="hidden" name={`action.${door.id}`} value={chosen(door).action} />
                <input type="hidden" name={`location.${door.id}`} value={chosen(door).locationId ?? ""} />
              </span>
            ))}
            <div className="sticky -bottom-5 -mx-5 mt-auto -mb-5 grid gap-3 border-t bg-popover px-5 py-4">
              <FormMessage state={unsaved === 0 || state.status === "error" ? state : IDLE} />
              <div className="flex flex-wrap items-center gap-3">
                <Button type="submit" variant="primary" disabled={unsaved === 0 || isSaving}>
                  {isSaving ? (
                    <>
                      <Spinner /> Saving
                    </>
                  ) : unsaved === 0 ? (
                    "Save"
                  ) : (
                    `Save ${changes}`
                  )}
                </Button>
                {unsaved > 0 ? (
                  <Button variant="ghost" onClick={discard}>
                    Discard
                  </Button>
                ) : null}
              </div>
            </div>
          </form>
        </SheetContent>
      </Sheet>
      {unsaved > 0 ? (
        <p role="status" className="text-[13px] text-attention">
          {changes} not saved
        </p>
      ) : null}
      <LeaveGuard unsaved={unsaved} noun="change" />
    </div>
  );
}
