import { expect, it } from "vitest";
import { flatten, parseXml, XmlError } from "./xml";

const LIST = `<?xml version="1.0" encoding="UTF-8"?>
<!-- as sent -->
<identities type="array"><identity><dn>cn=a1,ou=identities,dc=plasec</dn><cns type="array"><cn>a1</cn></cns>
<plasecLname>O&apos;Neil &amp; S&#246;n &#x41;</plasecLname><empty/><note><![CDATA[<b> & ]]></note>
<plasecidentityRoleDNs type="array"><plasecidentityRoleDN>one</plasecidentityRoleDN><plasecidentityRoleDN>two</plasecidentityRoleDN></plasecidentityRoleDNs>
</identity></identities>
`;

it("reads elements, entities, CDATA, comments, and one value or several", () => {
  const root = parseXml(LIST);
  expect([root.name, root.children.length]).toEqual(["identities", 1]);
  const [row] = root.children;
  expect(row && flatten(row)).toEqual({
    dn: "cn=a1,ou=identities,dc=plasec",
    cn: "a1",
    plasecLname: "O'Neil & Sön A",
    empty: "",
    note: "<b> &",
    plasecidentityRoleDN: ["one", "two"],
  });
});

// Half a list read as a whole one would take access from everybody in the other half.
it("refuses a document cut short, wherever it was cut", () => {
  const whole = LIST.trimEnd();
  for (let length = 0; length < whole.length; length += 1)
    expect(() => parseXml(whole.slice(0, length)), `${length}`).toThrow(XmlError);
  expect(() => parseXml(whole)).not.toThrow();
});

it.each([
  ["a page", "<!doctype html><html><body><br></body></html>"],
  ["entities of its own", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ["an unknown entity", "<a>&b;</a>"],
  ["a bare ampersand", "<a>b & c</a>"],
  ["two documents", "<a></a><b></b>"],
  ["text around", "x<a></a>"],
  ["crossed ends", "<a><b></a></b>"],
  ["JSON", '{"a": 1}'],
  ["nothing", ""],
  ["a deep nest", `${"<a>".repeat(40)}${"</a>".repeat(40)}`],
])("refuses %s", (_name, source) => {
  expect(() => parseXml(source)).toThrow(XmlError);
});
