"use client";

import { useActionState, useEffect, useId } from "react";
import { FormMessage, IDLE } from "@/components/ui/form-message";
import { GoOn } from "@/components/ui/go-on";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { SubmitButton } from "@/components/ui/submit-button";
import type { FormAction } from "@/lib/services/views";

/**
 * Hands over a visitor's link, which is asked for only then, and has it mailed again. The link is put on the clipboard
 * where the browser allows it, and shown to be copied by hand in any case.
 */
export function LinkActions({
  keyId,
  visitorName,
  canMail,
  isMailed,
  show,
  mail,
}: {
  readonly keyId: string;
  readonly visitorName: string;
  readonly canMail: boolean;
  readonly isMailed: boolean;
  readonly show: FormAction;
  readonly mail: FormAction;
}) {
  const [shown, askLink] = useActionState(show, IDLE);
  const [mailed, askMail] = useActionState(mail, IDLE);
  const id = useId();
  const url = shown.status === "ok" ? shown.values.url : undefined;
  useEffect(() => {
    if (url) navigator.clipboard?.writeText(url).catch(() => undefined);
  }, [url]);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <form action={askLink}>
          <input type="hidden" name="keyId" value={keyId} />
          <SubmitButton
            variant="secondary"
            size="small"
            pendingLabel="Fetching the link"
            aria-label={`Copy the link of ${visitorName}`}
            className="whitespace-nowrap"
          >
            Copy link
          </SubmitButton>
        </form>
        {canMail ? (
          <form action={askMail}>
            <input type="hidden" name="keyId" value={keyId} />
            <SubmitButton
              variant="secondary"
              size="small"
              pendingLabel="Asking"
              aria-label={`${isMailed ? "Mail again" : "Mail"} to ${visitorName}`}
            >
              {isMailed ? "Mail again" : "Mail"}
            </SubmitButton>
          </form>
        ) : null}
      </div>
      {url ? (
        <div className="grid gap-1">
          <Label htmlFor={id}>Link of {visitorName}, copied</Label>
          <Input
            id={id}
            readOnly
            value={url}
            className="w-64 max-w-full"
            onFocus={(event) => event.currentTarget.select()}
          />
        </div>
      ) : null}
      {shown.status === "error" ? <FormMessage state={shown} /> : null}
      <FormMessage state={mailed} />
      <GoOn state={mailed} />
    </div>
  );
}
