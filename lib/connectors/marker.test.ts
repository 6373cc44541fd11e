import { describe, expect, it } from "vitest";
import {
  grantMarker,
  parseGrantMarker,
  parsePersonMarker,
  personMarker,
  shortInstallationId,
} from "./marker";

const INSTALLATION = "0199b1c2-7d3e-7abc-9def-0123456789ab";

describe("markers", () => {
  it("reads back what it wrote", () => {
    const person = personMarker({ installationId: INSTALLATION, personId: "p_1" });
    expect(person).toBe("lintel:456789ab:p_1");
    expect(parsePersonMarker(person)).toEqual({ installation: "456789ab", personId: "p_1" });
    const grant = grantMarker({ personId: "p_1", ledgerId: "0199b1c2-7d3e" });
    expect(grant).toBe("lintel:p_1:0199b1c2-7d3e");
    expect(parseGrantMarker(grant)).toEqual({ personId: "p_1", ledgerId: "0199b1c2-7d3e" });
  });

  it("keeps two installations made in the same millisecond apart", () => {
    expect(shortInstallationId(INSTALLATION)).not.toBe(
      shortInstallationId("0199b1c2-7d3e-7abc-9def-0123456780ff"),
    );
  });

  it.each([
    "",
    "lintel",
    "lintel:a",
    "lintel:a:b:c",
    "guesty:a:b",
    "lintel::b",
    "lintel:a:b c",
    "LINTEL:a:b",
  ])("does not take %j for ours", (text) => {
    expect(parsePersonMarker(text)).toBeNull();
    expect(parseGrantMarker(text)).toBeNull();
  });

  it("refuses ids that could not be read back", () => {
    expect(() => personMarker({ installationId: INSTALLATION, personId: "a:b" })).toThrow(RangeError);
    expect(() => personMarker({ installationId: "", personId: "a" })).toThrow(RangeError);
    expect(() => grantMarker({ personId: "a", ledgerId: "ana@example.test" })).toThrow(RangeError);
  });
});
