import { encode } from "next-auth/jwt";
import { describe, expect, it } from "vitest";
import type { InstallationId } from "@/lib/access/types";
import { readCookie } from "../read-cookie";
import { openTicket, sealTicket } from "./sealed-ticket";

const secret = "s".repeat(40);
const ticket = {
  installationId: "00000000-0000-4000-8000-000000000001" as InstallationId,
  followedAt: new Date("2026-05-12T08:00:00.123Z"),
  way: "other_host" as const,
};

describe("the ticket of a cookie check", () => {
  it("says which install, when and how it came", async () => {
    expect(await openTicket(await sealTicket(ticket, secret), secret)).toEqual(ticket);
  });

  it("is no session, and no session is a ticket", async () => {
    const name = "next-auth.session-token";
    const sealed = await sealTicket(ticket, secret);
    expect((await readCookie(`${name}=${sealed}`, { name, secret })).kind).toBe("other_secret");
    const session = await encode({ token: { sub: "x", at: 1, way: "as_configured" }, secret });
    expect(await openTicket(session, secret)).toBeNull();
  });

  it("is nothing when it is garbage, made elsewhere or too old", async () => {
    expect(await openTicket(undefined, secret)).toBeNull();
    expect(await openTicket("garbage", secret)).toBeNull();
    expect(await openTicket(await sealTicket(ticket, "t".repeat(40)), secret)).toBeNull();
    const old = await encode({
      token: { sub: ticket.installationId, at: 1, way: "as_configured" },
      secret,
      salt: "lintel-cookie-check",
      maxAge: -600,
    });
    expect(await openTicket(old, secret)).toBeNull();
  });
});
