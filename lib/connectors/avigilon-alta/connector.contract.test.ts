import { connectorBattery } from "../testing/contract";
import { avigilonAltaHarness } from "./testing";

connectorBattery("avigilon-alta", () => avigilonAltaHarness());

/** What nobody documents, read the other way round: the connector must not depend on luck. */
connectorBattery("avigilon-alta, undocumented behaviour the other way round", () =>
  avigilonAltaHarness({
    acceptsBearer: false,
    unknownIdStatus: 404,
    duplicateEmailStatus: 400,
    duplicateCredentialStatus: 422,
    listsShowDeleted: false,
    deletedCanBeChanged: false,
    deleteUser: "final",
    redundantMembership: "accepted",
    pinUniqueIn: "nowhere",
    severalPins: "allowed",
    dates: "day",
    filterMindsCase: true,
    userCursors: false,
    extraFields: true,
    siteSpecific: true,
  }),
);
