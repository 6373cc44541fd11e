import { ActionButton } from "@/components/ui/action-button";
import { Badge, type Tone } from "@/components/ui/badge";
import type { MemberCredentialView, MemberView } from "@/lib/services/member-views";
import type { FormAction } from "@/lib/services/views";

const states: Readonly<Record<MemberCredentialView["state"], { label: string; tone: Tone }>> = {
  in_step: { label: "In step", tone: "positive" },
  waiting: { label: "Applying", tone: "info" },
  missing: { label: "None in Nexudus", tone: "muted" },
  off: { label: "Not synced", tone: "muted" },
  problem: { label: "Problem", tone: "negative" },
};

/** What opens the door in the member's hand. Values are never shown. */
export function MemberCredentials({
  view,
  resend,
}: {
  readonly view: MemberView;
  /** Posts `personId`: the vendor mails the invitation again. */
  readonly resend?: FormAction | undefined;
}) {
  return (
    <section aria-labelledby="credentials">
      <h2 id="credentials" className="mb-2 text-base font-semibold">
        Credentials
      </h2>
      {view.credentials.length === 0 ? (
        <p className="text-muted-foreground">Lintel carries no credential of this member.</p>
      ) : (
        <ul className="divide-y rounded-lg border bg-card">
          {view.credentials.map((credential) => (
            <li
              key={`${credential.connectionLabel} ${credential.kind} ${credential.detail ?? ""}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5"
            >
              <span className="min-w-0">
                <span className="block font-medium">{credential.kind}</span>
                <span className="block text-[13px] text-muted-foreground">
                  {credential.connectionLabel}
                  {credential.detail ? `, ${credential.detail}` : ""}
                </span>
              </span>
              <Badge tone={states[credential.state].tone}>{states[credential.state].label}</Badge>
              {credential.resendTo && resend ? (
                <div className="basis-full">
                  <ActionButton
                    action={resend}
                    hidden={{ personId: credential.resendTo }}
                    pendingLabel="Asking the vendor"
                  >
                    Resend invitation
                  </ActionButton>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
