import { connectorBattery } from "../testing/contract";
import { acmHarness } from "./testing";

connectorBattery("avigilon-acm", () => acmHarness());

// The other kind of server: JSON beside XML, the CSRF token in a cookie, one person without `data` around.
connectorBattery("avigilon-acm, a server with JSON", () =>
  acmHarness({
    jsonList: "works",
    xmlList: "works",
    csrfFrom: "cookie",
    detailShape: "bare",
    loginBody: "json",
  }),
);
