import type { ReactNode } from "react";
import { ConnectPage } from "@/components/connections/connect-page";
import { IDLE } from "@/components/ui/form-message";
import { definitions } from "@/lib/connectors/registry";
import { vendorView } from "@/lib/services/console/vendor-view";
import * as fixtures from "@/scripts/gallery/fixtures";

const connect = async () => IDLE;

/** The connect form of every vendor of this release, as its definition makes it. For the server alone. */
export const connectForms = (): Readonly<Record<string, ReactNode>> => {
  const { base } = fixtures.shell;
  const vendors = definitions.map((definition) => vendorView(definition, true));
  const view = { ...fixtures.connectVendor, vendors };
  return {
    connect: <ConnectPage view={view} base={base} connect={connect} />,
    ...Object.fromEntries(
      vendors.map(({ id }) => [
        `connect-${id}`,
        <ConnectPage key={id} view={{ ...view, vendorId: id }} base={base} connect={connect} />,
      ]),
    ),
  };
};
