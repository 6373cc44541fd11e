/** An element with its text (that of its children left out), trimmed. Attributes are not kept: nothing asks for them. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The document cannot be read whole. Fixed text: what it holds is personal. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const DEPTH_MAX = 32;
const TAG = /^<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads a small, plain document. Strict on purpose: one that was cut short, or is no XML at all, must never look like a
 * list of nobody. Takes no DOCTYPE, so there are no entities of the sender's own.
 * Errors: `XmlError`.
 */
export function parseXml(source: string): XmlElement {
  const open: Open[] = [{ name: "", children: [], text: "" }];
  let at = source.startsWith("\uFEFF") ? 1 : 0;
  while (at < source.length) {
    const current = open.at(-1);
    if (!current) throw new XmlError("an end without a beginning");
    if (source[at] !== "<") {
      const next = source.indexOf("<", at);
      const end = next === -1 ? source.length : next;
      current.text += decoded(source.slice(at, end));
      at = end;
    } else if (source.startsWith("<?", at)) at = after(source, "?>", at);
    else if (source.startsWith("<!--", at)) at = after(source, "-->", at);
    else if (source.startsWith("<![CDATA[", at)) {
      const end = after(source, "]]>", at);
      current.text += source.slice(at + 9, end - 3);
      at = end;
    } else at += readTag(source.slice(at, at + 4_096), open);
  }
  const [document, ...unclosed] = open;
  const [root, ...more] = document?.children ?? [];
  if (!root || more.length > 0 || unclosed.length > 0 || document?.text.trim() !== "")
    throw new XmlError("not one whole document");
  return root;
}

/** Length of the tag at the start of `source`. */
function readTag(source: string, open: Open[]): number {
  const [tag, isEnd, name = "", , isEmpty] = TAG.exec(source) ?? [];
  if (tag === undefined) throw new XmlError("not a tag");
  if (isEnd) {
    const ended = open.pop();
    const parent = open.at(-1);
    if (!ended || !parent || ended.name !== name) throw new XmlError("an end of something else");
    parent.children.push({ name, children: ended.children, text: ended.text.trim() });
  } else if (isEmpty) open.at(-1)?.children.push({ name, children: [], text: "" });
  else if (open.length > DEPTH_MAX) throw new XmlError("too deep");
  else open.push({ name, children: [], text: "" });
  return tag.length;
}

function after(source: string, end: string, from: number): number {
  const found = source.indexOf(end, from);
  if (found === -1) throw new XmlError("cut short");
  return found + end.length;
}

function decoded(text: string): string {
  return text.replaceAll(/&([^;&\s]{0,12};)?/g, (_all, body: string | undefined) => {
    const entity = body?.slice(0, -1) ?? "";
    const code = /^#(\d{1,7})$/.exec(entity)?.[1] ?? /^#x([0-9a-f]{1,6})$/i.exec(entity)?.[1];
    const point = code === undefined ? Number.NaN : Number.parseInt(code, entity.startsWith("#x") ? 16 : 10);
    if (point <= 0x10_ff_ff) return String.fromCodePoint(point);
    const known = Object.hasOwn(ENTITIES, entity) ? ENTITIES[entity] : undefined;
    if (known === undefined) throw new XmlError("an unknown entity");
    return known;
  });
}

/** A row as the vendor's JSON would have it: a text by each name, several texts where a name comes more than once. */
export type Flat = Record<string, string | readonly string[]>;

/** Children of plain text by their names; a plural element of several is replaced by what it holds. */
export function flatten(element: XmlElement): Flat {
  const found = new Map<string, string[]>();
  for (const child of element.children) {
    // `<cns type="array"><cn>..</cn></cns>` holds several `cn`.
    for (const { name, text } of child.children.length > 0 ? child.children : [child])
      found.set(name, [...(found.get(name) ?? []), text]);
  }
  return Object.fromEntries(
    [...found].map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? "") : texts]),
  );
}
