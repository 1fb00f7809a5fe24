import { createSocket } from 'node:dgram';

/** What the server answers for a name. A family without addresses is answered with an empty list. */
export interface Zone {
  readonly a?: readonly string[] | 'silent';
  readonly aaaa?: readonly string[] | 'silent';
  /** In seconds. Default: 60. */
  readonly ttl?: number;
  /** A response code, such as 2 (SERVFAIL), instead of addresses. */
  readonly code?: number;
}

export interface DnsServer {
  /** Address and port. */
  readonly address: string;
  /** `name type` of each question. */
  readonly questions: readonly string[];
  /** Names and their answers, which a test may change. A name that is not listed does not exist. */
  readonly zones: Map<string, Zone | 'silent'>;
  /** Resolves when that many questions have arrived. */
  asked(count: number): Promise<void>;
  close(): Promise<void>;
}

const NXDOMAIN = 3;
const TYPES: Readonly<Record<number, 'a' | 'aaaa'>> = { 1: 'a', 28: 'aaaa' };

const bytesOf = (address: string): Buffer => {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (part: string): string[] => (part ? part.split(':') : []);
  const after = groups(tail ?? '');
  const zeros = Array<string>(8 - groups(head).length - after.length).fill('0');
  const all = [...groups(head), ...zeros, ...after];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
};

const readQuestion = (packet: Buffer) => {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
};

/** @see https://www.rfc-editor.org/rfc/rfc1035#section-4.1 */
const reply = (packet: Buffer, end: number, type: number, zone: Zone | undefined, addresses: readonly string[]) => {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(packet.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 | (zone ? (zone.code ?? 0) : NXDOMAIN), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) => {
    const data = bytesOf(address);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(zone?.ttl ?? 60, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, packet.subarray(12, end), ...records]);
};

/** A DNS server on loopback, over UDP, which can leave questions without an answer. */
export const openDnsServer = async (zones: Readonly<Record<string, Zone | 'silent'>> = {}): Promise<DnsServer> => {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const known = new Map(Object.entries(zones));
  socket.on('message', (packet, { address, port }) => {
    const { name, type, end } = readQuestion(packet);
    const family = TYPES[type];
    questions.push(`${name} ${family?.toUpperCase() ?? type}`);
    for (const { done } of waiting.filter(({ count }) => questions.length >= count)) done();
    const zone = known.get(name);
    const found = zone === 'silent' ? zone : family && zone?.[family];
    if (zone === 'silent' || found === 'silent') return;
    socket.send(reply(packet, end, type, zone, zone?.code ? [] : (found ?? [])), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    zones: known,
    asked: (count) =>
      new Promise((done) => {
        if (questions.length >= count) done();
        else waiting.push({ count, done });
      }),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};
