/** Distinguished names, to the letter. */
export const identityDn = (cn: string): string => `cn=${cn},ou=identities,dc=plasec`;
export const tokenDn = (cn: string, identity: string): string => `cn=${cn},ou=tokens,${identityDn(identity)}`;
export const roleDn = (cn: string): string => `cn=${cn},ou=roles,dc=plasec`;
export const accessGroupDn = (cn: string): string => `cn=${cn},ou=accessgroups,dc=plasec`;
export const delegationDn = (cn: string): string => `cn=${cn},ou=delegations,dc=plasec`;

/** The id in the DN of a role, or null for anything else. */
export const roleOfDn = (dn: string): string | null =>
  /^cn=([0-9a-f]{1,16}),ou=roles,dc=plasec$/.exec(dn)?.[1] ?? null;
