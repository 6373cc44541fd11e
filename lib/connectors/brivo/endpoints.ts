import { VendorError } from "../errors";

/** Public endpoints of the two environments; keys and accounts of one mean nothing to the other. */
export const BRIVO_DEFAULTS = {
  usApiUrl: "https://api.brivo.com/v1/api",
  usAuthUrl: "https://auth.brivo.com",
  euApiUrl: "https://api.eu.brivo.com/v1/api",
  euAuthUrl: "https://auth.eu.brivo.com",
} as const;

export type Region = "us" | "eu";

export const REGION_OPTIONS = [
  { value: "us", label: "Global" },
  { value: "eu", label: "Europe" },
] as const satisfies readonly { value: Region; label: string }[];

type Texts = Readonly<Record<string, string>>;

export interface RegionKeys {
  readonly region: Region;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Null for what is no region. */
export const regionOf = (settings: Texts): Region | null =>
  REGION_OPTIONS.find(({ value }) => value === settings.region)?.value ?? null;

/** The addresses of the region that was chosen. Errors: `unsupported` with field `region` when none was. */
export function addressesOf(
  operator: Texts,
  settings: Texts,
): Pick<RegionKeys, "region" | "apiUrl" | "authUrl"> {
  const region = regionOf(settings);
  if (region === null)
    throw new VendorError("unsupported", "brivo: no region was chosen", { field: "region" });
  const at = (key: "ApiUrl" | "AuthUrl") =>
    (operator[`${region}${key}`] ?? BRIVO_DEFAULTS[`${region}${key}`]).replace(/\/+$/, "");
  return { region, apiUrl: at("ApiUrl"), authUrl: at("AuthUrl") };
}

/** The same with the client of the deployment there. Errors: `unsupported` when the operator has none in that region. */
export function regionKeys(operator: Texts, settings: Texts): RegionKeys {
  const addresses = addressesOf(operator, settings);
  const [clientId, clientSecret] = [
    operator[`${addresses.region}ClientId`],
    operator[`${addresses.region}ClientSecret`],
  ];
  if (!clientId || !clientSecret)
    throw new VendorError("unsupported", `brivo: region ${addresses.region} is not set up by the operator`, {
      field: "region",
    });
  return { ...addresses, clientId, clientSecret };
}
