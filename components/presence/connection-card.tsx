import { useId } from "react";
import { DoorSettings } from "@/components/presence/door-settings";
import { RelativeTime } from "@/components/time/time";
import { ActionButton } from "@/components/ui/action-button";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { ConnectionStatus } from "@/components/ui/status";
import type { PresenceConnectionView } from "@/lib/services/presence-views";
import type { FormAction } from "@/lib/services/views";

const doorsWords = (count: number) => (count === 1 ? "1 door" : `${count} doors`);

/** What doors do, in one line. */
function summary(connection: PresenceConnectionView): string {
  if (connection.style === "on_open")
    return connection.onOpen
      ? "The first door a member opens on a day checks them in."
      : "Opening a door checks nobody in.";
  const count = (action: string) => connection.doors.filter((door) => door.action === action).length;
  const [ins, outs] = [count("check_in"), count("check_out")];
  if (ins + outs === 0) return "No door checks anybody in or out.";
  const parts = [
    ins > 0 ? `${doorsWords(ins)} ${ins === 1 ? "checks" : "check"} in` : null,
    outs > 0 ? `${doorsWords(outs)} ${outs === 1 ? "checks" : "check"} out` : null,
  ];
  return `${parts.filter((part) => part !== null).join(", ")}.`;
}

/** One connection: whether its doors check in, how reading them goes, and the way to change it. */
export function ConnectionCard({
  connection,
  now,
  zone,
  actions,
}: {
  readonly connection: PresenceConnectionView;
  readonly now: string;
  readonly zone: string;
  readonly actions: { readonly save: FormAction; readonly listDoors: FormAction };
}) {
  const isActive = connection.state.state === "active";
  const id = useId();
  return (
    <Card aria-labelledby={`${id} ${id}-at`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id={id} className="font-medium">
          {connection.label}
        </h3>
        {isActive ? (
          <Badge tone={connection.isOn ? "positive" : "muted"}>{connection.isOn ? "On" : "Off"}</Badge>
        ) : (
          <ConnectionStatus state={connection.state} />
        )}
        <p id={`${id}-at`} className="w-full text-[13px] text-muted-foreground">
          {connection.locations.map(({ name }) => name).join(", ")}
        </p>
      </div>
      <p className="max-w-prose text-muted-foreground">
        {summary(connection)}
        {connection.isOn && connection.lastReadAt ? (
          <>
            {" "}
            Openings last read <RelativeTime at={connection.lastReadAt} now={now} zone={zone} />.
          </>
        ) : null}
      </p>
      {connection.trouble ? (
        <p className="max-w-prose rounded-lg bg-attention-soft px-3 py-2 text-attention">
          {connection.trouble}
        </p>
      ) : null}
      <div className="flex flex-wrap items-start gap-3">
        {connection.doors.length > 0 || connection.doorsListedAt ? (
          <DoorSettings connection={connection} save={actions.save} />
        ) : (
          <p className="max-w-prose text-muted-foreground">
            Its doors were not listed yet. List them to choose what they do.
          </p>
        )}
        <ActionButton
          action={actions.listDoors}
          hidden={{ connectionId: connection.id }}
          pendingLabel="Asking the vendor"
          variant={connection.doorsListedAt ? "ghost" : "secondary"}
        >
          {connection.doorsListedAt ? "List the doors again" : "List the doors"}
        </ActionButton>
      </div>
    </Card>
  );
}
