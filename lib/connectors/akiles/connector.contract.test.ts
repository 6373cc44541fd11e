import { connectorBattery } from "../testing/contract";
import { akilesHarness } from "./testing";

connectorBattery("akiles", akilesHarness);
