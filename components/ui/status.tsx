import { CircleAlert, CircleX, Clock, DoorOpen, RotateCw } from "lucide-react";
import { shortTime } from "@/components/time/format";
import { Badge } from "@/components/ui/badge";
import { Spinner } from "@/components/ui/spinner";
import type { ConnectionStateView } from "@/lib/services/connection-views";
import type { StatusView } from "@/lib/services/views";

interface StatusProps {
  readonly status: StatusView;
  readonly now: string;
  readonly zone: string;
}

/** The words of a state, the same everywhere. */
export function statusWords({ status, now, zone }: StatusProps): string {
  switch (status.kind) {
    case "open":
      return "Open";
    case "opens":
      return `Opens ${shortTime(status.at, { now, zone })}`;
    case "ended":
      return "Ended";
    case "applying":
      return "Applying";
    case "needs_you":
      return `Needs you: ${status.what}`;
    case "retrying":
      return `Retrying ${shortTime(status.at, { now, zone })}`;
    case "problem":
      return `Problem: ${status.cause} - ${status.remedy}`;
    case "foreign":
      return "Not managed by Lintel";
    case "unmapped":
      return "Not controlled by Lintel";
    case "no_access":
      return "No access";
    default: {
      const never: never = status;
      return never;
    }
  }
}

const tones = {
  open: "positive",
  opens: "neutral",
  ended: "muted",
  applying: "info",
  needs_you: "attention",
  retrying: "attention",
  problem: "negative",
  foreign: "outline",
  unmapped: "muted",
  no_access: "muted",
} as const satisfies Record<StatusView["kind"], string>;

function StatusIcon({ status }: { readonly status: StatusView }) {
  switch (status.kind) {
    case "open":
      return <DoorOpen aria-hidden />;
    case "opens":
      return <Clock aria-hidden />;
    case "applying":
      return status.underWay ? <Spinner className="size-3.5" /> : null;
    case "needs_you":
      return <CircleAlert aria-hidden />;
    case "retrying":
      return <RotateCw aria-hidden />;
    case "problem":
      return <CircleX aria-hidden />;
    default:
      return null;
  }
}

/** Colour, icon and words of a state. Words alone suffice. */
export function Status(props: StatusProps) {
  return (
    <Badge tone={tones[props.status.kind]}>
      <StatusIcon status={props.status} />
      <span className="min-w-0">{statusWords(props)}</span>
    </Badge>
  );
}

/** The state of a connection, in the same colours. */
export function ConnectionStatus({ state }: { readonly state: ConnectionStateView }) {
  switch (state.state) {
    case "active":
      return <Badge tone="positive">Active</Badge>;
    case "draft":
      return <Badge>Not connected yet</Badge>;
    case "connected":
      return <Badge>Connected, not active yet</Badge>;
    case "paused":
      return <Badge tone="attention">Paused</Badge>;
    case "disconnecting":
      return (
        <Badge tone="info">
          <Spinner className="size-3.5" />
          Disconnecting
        </Badge>
      );
    case "disconnected":
      return <Badge tone="muted">Disconnected</Badge>;
    case "needs_attention":
      return (
        <Badge tone="attention">
          <CircleAlert aria-hidden />
          <span className="min-w-0">Needs you: {state.reason ?? "look at this connection"}</span>
        </Badge>
      );
    default: {
      const never: never = state.state;
      return never;
    }
  }
}
