/** The rights an application can ask for, with what they allow in words for the page that asks. */
export const SCOPES: Readonly<Record<string, string>> = {
  "account.person": "see and change people, their PINs and cards",
  "account.person.readonly": "see people, their PINs and cards",
  "account.credential_type.readonly": "see which kinds of credentials there are",
  "account.group.readonly": "see groups",
  "account.group_reservation": "put people into groups for a time",
  "account.group_reservation.readonly": "see who is in a group for a time",
  "account.reservation": "let people through doors for a time",
  "account.reservation.readonly": "see reservations of doors",
  "account.role.readonly": "see roles",
  "account.site.readonly": "see sites",
  "account.channel.readonly": "see doors",
  "account.event.access.readonly": "see who went through which door",
  "account.sync": "push changes to the doors",
};

export const ALL_SCOPES = Object.keys(SCOPES).join(" ");

/** Whether a token may do what needs `scope`; the right to change includes the right to see. */
export function allows(granted: string, scope: string): boolean {
  const held = granted.split(" ");
  return (
    held.includes(scope) || (scope.endsWith(".readonly") && held.includes(scope.replace(/\.readonly$/, "")))
  );
}
