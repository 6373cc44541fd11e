import { createConnection, type Socket } from "node:net";
import { ldapTime } from "./dates";
import { identityDn } from "./dn";
import type { DoorEvent } from "./model";
import type { World } from "./world";

/** Where a collaboration of type "Events - Generic XML" writes to: a TCP port on this machine. */
export interface Collaboration {
  readonly port: number;
  /** Each event in so many pieces, so that a reader meets half of one. */
  readonly splitInto?: number;
  /** The newest so many events again after a reconnect. */
  readonly repeatLast?: number;
  /** Collects so many events and writes the last one first. */
  readonly reorder?: number;
}

const pad = (text: string) => ` ${text} `;

/**
 * The vendor connects to us, unasked for and without a name or a key, and writes XML without an outer root: each event
 * behind a declaration of its own, values padded with blanks.
 */
export class EventFeed {
  private to: Collaboration | null = null;
  private socket: Socket | null = null;
  private held: DoorEvent[] = [];

  constructor(private readonly world: World) {}

  /** Begins, or begins anew after the reader went; null ends it. Resolves once the connection stands. */
  async connect(to: Collaboration | null): Promise<void> {
    this.socket?.destroy();
    this.socket = null;
    this.to = to;
    if (to === null) return;
    const socket = createConnection({ host: "127.0.0.1", port: to.port });
    socket.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    this.socket = socket;
    const { repeatLast = 0 } = to;
    for (const event of repeatLast === 0 ? [] : this.world.state.events.slice(-repeatLast)) this.write(event);
  }

  tell(event: DoorEvent): void {
    const { reorder = 0 } = this.to ?? {};
    if (reorder === 0) {
      this.write(event);
      return;
    }
    this.held.push(event);
    if (this.held.length < reorder) return;
    for (const one of this.held.splice(0).reverse()) this.write(one);
  }

  private write(event: DoorEvent): void {
    if (!this.socket || !this.to) return;
    const text = this.xmlOf(event);
    const size = Math.ceil(text.length / (this.to.splitInto ?? 1));
    for (let from = 0; from < text.length; from += size) this.socket.write(text.slice(from, from + size));
  }

  private xmlOf(event: DoorEvent): string {
    const { identities, doors } = this.world.state.tables;
    const attrs = identities[event.identity]?.attrs ?? {};
    const door = doors[event.door]?.name ?? "";
    const fields: Record<string, string> = {
      cn: event.cn,
      plasectrxPaneldateUTC: ldapTime(event.panelAt),
      plasectrxRecdateUTC: ldapTime(event.recordedAt),
      plasectrxEvtypename: event.valid ? "Valid Credential" : "Invalid Credential",
      plasectrxSourcename: door,
      plasectrxSourceDN: `cn=${event.door},ou=doors,dc=plasec`,
      plasectrxIdentityDN: identityDn(event.identity),
      plasectrxLname: attrs.plasecLname ?? "",
      plasectrxFname: attrs.plasecFname ?? "",
      plasectrxMi: "",
      plasectrxCardno: event.number,
      plasectrxExpiredat: "19700101000000Z",
      plasectrxIssuelevel: "-1",
    };
    const body = Object.entries(fields)
      .map(
        ([name, value]) =>
          `<${name}>${value === "" ? "" : pad(value.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))}</${name}>`,
      )
      .join("");
    return `<?xml version="1.0" encoding="UTF-8"?>\n<EVENT>${body}</EVENT>\n`;
  }
}
