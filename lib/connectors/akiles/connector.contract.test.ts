import { connectorBattery } from "../testing/contract";
import { akilesHarness } from "./testing";

connectorBattery("akiles", () => akilesHarness());

/** What nobody documents, read the other way round: the connector must not depend on luck. */
connectorBattery("akiles, undocumented behaviour the other way round", () =>
  akilesHarness({
    deletedMemberReads: "not_found",
    listsIncludeDeleted: true,
    expandOnOne: "refused",
    emailFilter: "contains",
    deletedMemberHoldsCredentials: false,
    cardInUse: "allowed",
    unknownCardUid: "created",
    unknownGroupStatus: 404,
    extraFields: true,
    nanoseconds: false,
  }),
);
