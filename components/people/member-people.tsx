import { ConfirmAction } from "@/components/ui/confirm-action";
import type { MemberPeopleView } from "@/lib/services/people-views";
import type { FormAction } from "@/lib/services/views";

/** With whom a member is one person, and what they hold by hand that Lintel could adopt. Nothing when there is neither. */
export function MemberPeople({
  view,
  separate,
  adopt,
}: {
  readonly view: MemberPeopleView;
  readonly separate: FormAction;
  readonly adopt: FormAction;
}) {
  const { shares, byHand, memberName, memberId } = view;
  return (
    <>
      {shares.map((share) => (
        <section key={share.personId} aria-label={`One person at ${share.vendorName}`}>
          <h2 className="text-base font-semibold">One person at {share.vendorName}</h2>
          <p className="mt-1 mb-3 max-w-prose text-muted-foreground">
            {memberName} and {share.others.join(", ")} are one person at {share.connectionLabel}: it holds
            what any of them may. Its credentials are those of{" "}
            {share.isFirst ? memberName : "the member linked first"}.
          </p>
          <ConfirmAction
            trigger="They are not the same person"
            title={`Give ${memberName} a person of its own?`}
            description={
              <p>
                Lintel makes a new person at {share.vendorName} for {memberName} with what {memberName} may
                enter, and then takes that from the person they share. What is still due to{" "}
                {share.others.join(", ")} stays open. The vendor may refuse the same e-mail a second time.
              </p>
            }
            confirmLabel="Make a new person"
            pendingLabel="Separating"
            action={separate}
            hidden={{ personId: share.personId, memberId }}
          />
        </section>
      ))}
      {byHand.map((held) => {
        const ends = held.lines.filter((line) => line.ends).length;
        return (
          <section key={held.personId} aria-label={`Given by hand at ${held.vendorName}`}>
            <h2 className="text-base font-semibold">Given by hand at {held.vendorName}</h2>
            <p className="mt-1 mb-3 max-w-prose text-muted-foreground">
              {memberName} holds mapped access groups at {held.connectionLabel} that Lintel did not give. They
              stay as they are, unless you let Lintel adopt them.
            </p>
            <ConfirmAction
              trigger="Adopt what they hold in mapped groups"
              title={`Adopt what ${memberName} holds?`}
              description={
                <ul className="grid list-disc gap-1 pl-5">
                  {held.lines.map((line) => (
                    <li key={line.id} className={line.ends ? "font-medium text-attention" : undefined}>
                      {line.text}
                    </li>
                  ))}
                </ul>
              }
              confirmLabel={ends === 0 ? "Adopt" : `Adopt, ${ends} ${ends === 1 ? "ends" : "end"} now`}
              pendingLabel="Adopting"
              confirmVariant={ends > 0 ? "danger-solid" : "primary"}
              action={adopt}
              hidden={{ personId: held.personId, digest: held.digest }}
            />
          </section>
        );
      })}
    </>
  );
}
