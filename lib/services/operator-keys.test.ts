import { describe, expect, it } from "vitest";
import { type Env, envSchema } from "@/lib/config/env";
import { definitions } from "@/lib/connectors/registry";
import { operatorKeys } from "./operator-keys";

/** Safe: only what the readers look at, with the schema's own defaults. */
const env = (given: Record<string, string>) =>
  envSchema
    .pick({
      LINTEL_SIMULATORS: true,
      AKILES_CLIENT_ID: true,
      AKILES_CLIENT_SECRET: true,
      AKILES_API_URL: true,
      AKILES_AUTH_URL: true,
      AVIGILON_ALTA_API_URL: true,
      AVIGILON_ALTA_EU_API_URL: true,
      BRIVO_CLIENT_ID: true,
      BRIVO_CLIENT_SECRET: true,
      BRIVO_API_URL: true,
      BRIVO_AUTH_URL: true,
      BRIVO_EU_CLIENT_ID: true,
      BRIVO_EU_CLIENT_SECRET: true,
      BRIVO_EU_API_URL: true,
      BRIVO_EU_AUTH_URL: true,
      DOORFLOW_CLIENT_ID: true,
      DOORFLOW_CLIENT_SECRET: true,
      DOORFLOW_API_URL: true,
      DOORFLOW_AUTH_URL: true,
    })
    .parse(given) as Env;

describe("the operator's keys of Brivo", () => {
  it("are there once one region has a client, and name no client where there is none", () => {
    expect(operatorKeys(env({}), "brivo")).toBeNull();
    expect(operatorKeys(env({ BRIVO_CLIENT_ID: "id" }), "brivo")).toBeNull();
    expect(
      operatorKeys(env({ BRIVO_EU_CLIENT_ID: "id", BRIVO_EU_CLIENT_SECRET: "secret" }), "brivo"),
    ).toEqual({
      usApiUrl: "https://api.brivo.com/v1/api",
      usAuthUrl: "https://auth.brivo.com",
      euApiUrl: "https://api.eu.brivo.com/v1/api",
      euAuthUrl: "https://auth.eu.brivo.com",
      euClientId: "id",
      euClientSecret: "secret",
    });
  });

  it("are always there for Avigilon Alta, but in the demo only on this machine", () => {
    expect(operatorKeys(env({}), "avigilon-alta")).toEqual({
      apiUrl: "https://api.openpath.com",
      euApiUrl: "https://api.eu.openpath.com",
    });
    const demo = { LINTEL_SIMULATORS: "1" };
    expect(operatorKeys(env(demo), "avigilon-alta")).toBeNull();
    const here = { AVIGILON_ALTA_API_URL: "http://127.0.0.1:3303" };
    expect(operatorKeys(env({ ...demo, ...here }), "avigilon-alta")).toBeNull();
    const both = { ...here, AVIGILON_ALTA_EU_API_URL: "http://127.0.0.1:3303/eu" };
    expect(operatorKeys(env({ ...demo, ...both }), "avigilon-alta")).toEqual({
      apiUrl: "http://127.0.0.1:3303",
      euApiUrl: "http://127.0.0.1:3303/eu",
    });
  });

  it("are never missing for Avigilon ACM, whose server an admin names", () => {
    expect(operatorKeys(env({}), "avigilon-acm")).toEqual({});
    expect(operatorKeys(env({ LINTEL_SIMULATORS: "1" }), "avigilon-acm")).toEqual({});
  });

  it("are read for every vendor there is", () => {
    const all = env({
      AKILES_CLIENT_ID: "id",
      AKILES_CLIENT_SECRET: "secret",
      BRIVO_CLIENT_ID: "id",
      BRIVO_CLIENT_SECRET: "secret",
      DOORFLOW_CLIENT_ID: "id",
      DOORFLOW_CLIENT_SECRET: "secret",
    });
    const unread = definitions.filter((definition) => operatorKeys(all, definition.id) === null);
    expect(unread.map((definition) => definition.id)).toEqual([]);
  });

  it("are there for DoorFlow once it has a client", () => {
    expect(operatorKeys(env({}), "doorflow")).toBeNull();
    expect(operatorKeys(env({ DOORFLOW_CLIENT_ID: "id" }), "doorflow")).toBeNull();
    expect(operatorKeys(env({ DOORFLOW_CLIENT_ID: "id", DOORFLOW_CLIENT_SECRET: "s" }), "doorflow")).toEqual({
      apiUrl: "https://api.doorflow.com",
      authUrl: "https://admin.doorflow.com",
      clientId: "id",
      clientSecret: "s",
    });
  });

  it("are nobody's for a vendor that is not known", () => {
    expect(operatorKeys(env({}), "constructor")).toBeNull();
  });
});
