import { connectorBattery } from "../testing/contract";
import { doorflowHarness } from "./testing";

connectorBattery("doorflow", () => doorflowHarness());

/** What nobody documents, or pages disagree on, read the other way round: the connector must not depend on luck. */
connectorBattery("doorflow, undocumented behaviour the other way round", () =>
  doorflowHarness({
    updateStatus: 204,
    deleteBody: "text",
    arrayWrapped: true,
    offsetTimes: true,
    pageHeaders: "none",
    deletedKeepsEmail: false,
    systemIdUnique: false,
    emailFilter: "exact",
    reservationsInGroups: false,
    putCutsReservations: false,
    endStripsGroups: false,
    extraFields: true,
  }),
);
