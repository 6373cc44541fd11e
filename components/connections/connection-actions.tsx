"use client";

import { useId } from "react";
import type { ConnectionPageActions } from "@/components/connections/connection-page";
import { ActionButton } from "@/components/ui/action-button";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmAction } from "@/components/ui/confirm-action";
import type { ConnectionView, FormAction } from "@/lib/services/views";

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
      {state === "active" ? (
        <ConfirmAction
          trigger="Pause"
          title={`Pause ${view.vendorName}?`}
          description={
            <>
              <p>No new access is given or withdrawn until you resume. Known endings still close, always.</p>
              <p>
                {view.pushedWindows === 0
                  ? "No future window is at the vendor yet."
                  : `${view.pushedWindows} future windows are already at ${view.vendorName} and will still open doors.`}
              </p>
            </>
          }
          confirmLabel={`Pause ${view.vendorName}`}
          pendingLabel="Pausing"
          action={actions.pause}
          hidden={hidden}
        />
      ) : null}
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
