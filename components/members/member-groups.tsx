import { Time } from "@/components/time/time";
import { Status } from "@/components/ui/status";
import type { MemberVendorGroupView, MemberView } from "@/lib/services/member-views";

function Period({ group, view }: { readonly group: MemberVendorGroupView; readonly view: MemberView }) {
  if (!group.from && !group.until) return <>no limits at the vendor</>;
  return (
    <>
      {group.from ? (
        <>
          from <Time at={group.from} now={view.now} zone={view.zone} />{" "}
        </>
      ) : null}
      {group.until ? (
        <>
          until <Time at={group.until} now={view.now} zone={view.zone} />
        </>
      ) : null}
    </>
  );
}

/** What the vendor holds for this person, also what others gave by hand. */
export function MemberGroups({ view }: { readonly view: MemberView }) {
  return (
    <section aria-labelledby="groups">
      <h2 id="groups" className="mb-2 text-base font-semibold">
        Groups at the vendor
      </h2>
      {view.vendorGroups.length === 0 ? (
        <p className="text-muted-foreground">The vendor holds no group for this member.</p>
      ) : (
        <ul className="divide-y rounded-lg border bg-card">
          {view.vendorGroups.map((group) => (
            <li
              key={`${group.connectionLabel} ${group.groupName} ${group.from ?? ""}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5"
            >
              <span className="min-w-0">
                <span className="block font-medium">{group.groupName}</span>
                <span className="block text-[13px] text-muted-foreground">
                  {group.connectionLabel}, <Period group={group} view={view} />
                </span>
              </span>
              <Status
                status={group.managed ? group.status : { kind: "foreign" }}
                now={view.now}
                zone={view.zone}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
