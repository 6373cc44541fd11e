"use client";

import { useId } from "react";
import type { ConnectionPageActions } from "@/components/connections/connection-page";
import { ActionButton } from "@/components/ui/action-button";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmAction } from "@/components/ui/confirm-action";
import type { ConnectionView } from "@/lib/services/connection-views";
import type { FormAction } from "@/lib/services/views";

const many = (count: number, one: string, more: string) =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : more}`;

function Disconnect({ view, action }: { readonly view: ConnectionView; readonly action: FormAction }) {
  const id = useId();
  return (
    <ConfirmAction
      trigger="Disconnect"
      variant="danger"
      confirmVariant="danger-solid"
      title={`Disconnect ${view.vendorName}?`}
      description={
        <>
          <p>
            {view.people} people lose {view.grants} grants that Lintel made or was let adopt, {view.openNow}{" "}
            of them can enter right now.
          </p>
          <p>
            Other access given by hand at {view.vendorName} stays. People whom you linked are never removed,
            nor are those who hold some by hand. Known bookings open nothing there any more.
          </p>
        </>
      }
      confirmLabel={`Take back ${view.grants} grants and disconnect`}
      pendingLabel="Disconnecting"
      action={action}
      hidden={{ connectionId: view.id, grants: String(view.grants) }}
    >
      <div className="flex items-center gap-3">
        <Checkbox id={id} name="removePeople" />
        <label htmlFor={id}>Also remove the people that Lintel made</label>
      </div>
    </ConfirmAction>
  );
}

function Pause({ view, action }: { readonly view: ConnectionView; readonly action: FormAction }) {
  const id = useId();
  const { windows, people } = view.pushed;
  const has = `${many(windows, "window", "windows")} of ${many(people, "person", "people")}`;
  return (
    <ConfirmAction
      trigger="Pause"
      title={`Pause ${view.vendorName}?`}
      description={
        <>
          <p>No new access is given or withdrawn until you resume. Known endings still close, always.</p>
          <p>
            {windows === 0
              ? "No window that has yet to begin is at the vendor."
              : `${has} ${windows === 1 ? "has" : "have"} yet to begin and ${windows === 1 ? "is" : "are"} already at ${view.vendorName}: unless you withdraw ${windows === 1 ? "it" : "them"}, doors will open for ${windows === 1 ? "it" : "them"}.`}
          </p>
        </>
      }
      confirmLabel={`Pause ${view.vendorName}`}
      pendingLabel="Pausing"
      action={action}
      hidden={{ connectionId: view.id }}
    >
      {windows === 0 ? null : (
        <div className="grid gap-1">
          <div className="flex items-center gap-3">
            <Checkbox id={id} name="withdrawFuture" aria-describedby={`${id}-help`} />
            <label htmlFor={id}>
              Withdraw {windows === 1 ? "the window that has" : `the ${windows} windows that have`} not begun
            </label>
          </div>
          <p id={`${id}-help`} className="text-[13px] text-muted-foreground">
            What is open now stays until its end. Resuming gives back what is still due.
          </p>
        </div>
      )}
    </ConfirmAction>
  );
}

export function ConnectionActions({
  view,
  actions,
}: {
  readonly view: ConnectionView;
  readonly actions: ConnectionPageActions;
}) {
  const { state } = view.state;
  const hidden = { connectionId: view.id };
  return (
    <>
      {state === "active" ? (
        <ActionButton action={actions.checkNow} hidden={hidden} pendingLabel="Checking">
          Check now
        </ActionButton>
      ) : null}
      {state === "active" ? <Pause view={view} action={actions.pause} /> : null}
      {state === "paused" ? (
        <ActionButton action={actions.resume} hidden={hidden} variant="primary" pendingLabel="Resuming">
          Resume
        </ActionButton>
      ) : null}
      {state !== "disconnected" && state !== "disconnecting" && actions.disconnect ? (
        <Disconnect view={view} action={actions.disconnect} />
      ) : null}
    </>
  );
}
