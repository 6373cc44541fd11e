import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate, as the appliance makes one for itself. Every call makes another. */
export async function makeCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: "commonName", value: "acm.harbour-works.example" }], {
    algorithm: "sha256",
    keyType: "ec",
  });
  return { key: pems.private, cert: pems.cert };
}

/** SHA-256 as `AA:BB:...`, the way the appliance's own page shows it. */
export const fingerprintOf = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256;
