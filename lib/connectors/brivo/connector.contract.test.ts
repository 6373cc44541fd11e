import { connectorBattery } from "../testing/contract";
import { brivoHarness } from "./testing";

connectorBattery("brivo", () => brivoHarness());

/** What nobody documents, read the other way round: the connector must not depend on luck. */
connectorBattery("brivo, undocumented behaviour the other way round", () =>
  brivoHarness({
    repeatedJoin: 204,
    repeatedLeave: 400,
    pinByPatch: "ignored",
    suspendedInBody: "applied",
    foreignCard: "moved",
    externalIdTwice: "refused",
    externalLookup: "any_case",
    pageSizeAboveMax: "cut",
    eventOffset: "at_or_before",
    invitationRowsNameCredential: true,
    extraFields: true,
  }),
);
