import type { VendorFieldView } from "./connection-views";

/** What a vendor itself asks for on the page of a connection. */
export interface VendorPanelView {
  readonly vendorId: string;
  readonly vendorName: string;
  /** Inputs of the connect form to enter anew; null = not now. */
  readonly enter: {
    readonly fields: readonly VendorFieldView[];
    /** What is known of them and not secret. */
    readonly values: Readonly<Record<string, string>>;
  } | null;
  /** For a server whose address was typed. `offered` = shown by the server and not confirmed yet. */
  readonly certificate: {
    readonly server: string;
    readonly offered: string | null;
    readonly confirmed: string | null;
    readonly canLook: boolean;
  } | null;
  readonly settings: readonly VendorSettingView[];
}

/** One of the vendor's own settings. Posts `field.<key>`: "on" for a switch, values joined by commas for several. */
export interface VendorSettingView {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly kind: "choice" | "choices" | "switch" | "text";
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly required: boolean;
  readonly pattern: string | null;
  /** Shown while that setting has one of these values; null = always. */
  readonly showIf: { readonly key: string; readonly values: readonly string[] } | null;
}
