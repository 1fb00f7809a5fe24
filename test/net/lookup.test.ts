import type { LookupAllOptions, LookupOneOptions } from 'node:dns';
import { BlockedAddressError, lookupWith } from '../../src/net/egress.ts';

interface Found {
  error: NodeJS.ErrnoException | null;
  address: unknown;
  family: unknown;
}

/** Looks up a name that has these addresses, or whose resolution fails. */
const lookUp = async (
  answer: string[] | Error,
  options: LookupAllOptions | LookupOneOptions,
  allowPrivate: boolean | undefined = undefined,
) => {
  const asked: string[] = [];
  const resolve = async (hostname: string) => {
    asked.push(hostname);
    if (answer instanceof Error) throw answer;
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  const found = await new Promise<Found>((done) =>
    lookupWith(resolve, allowPrivate)('name.example', options, (error, address, family) =>
      done({ error, address, family }),
    ),
  );
  return { ...found, asked };
};

describe('a lookup', () => {
  test('returns all public addresses if all are requested', async () => {
    const { error, address } = await lookUp(['8.8.8.8', '2606:4700::1111'], { all: true });

    expect(error).toBeNull();
    expect(address).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  test('returns the first if one is requested', async () => {
    const { error, address, family } = await lookUp(['2606:4700::1111', '8.8.8.8'], { all: false });

    expect([error, address, family]).toEqual([null, '2606:4700::1111', 6]);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['a private address behind a public one', ['8.8.8.8', '127.0.0.1']],
    ['a private address before a public one', ['169.254.169.254', '8.8.8.8']],
    ['a mapped private address', ['8.8.8.8', '::ffff:10.0.0.1']],
    ['no address', []],
    ['something that is no address', ['8.8.8.8', 'fe80::1%eth0']],
  ])('rejects %s, whether one or all are requested', async (_, addresses) => {
    for (const all of [true, false]) {
      const { error, address } = await lookUp(addresses, { all });

      expect(error).toBeInstanceOf(BlockedAddressError);
      expect(error?.code).toBe('EBLOCKED');
      expect(address).toBe('');
    }
  });

  test('checks every address even if one is requested, with one question', async () => {
    const { asked, error } = await lookUp(['8.8.8.8', '127.0.0.1'], { all: false });

    expect(error).toBeInstanceOf(BlockedAddressError);
    expect(asked).toEqual(['name.example']);
  });

  test('returns private addresses where they are allowed, but never none', async () => {
    const { error, address } = await lookUp(['127.0.0.1', '8.8.8.8'], { all: true }, true);
    const nothing = await lookUp([], { all: true }, true);

    expect(error).toBeNull();
    expect(address).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ]);
    expect(nothing.error).toBeInstanceOf(BlockedAddressError);
  });

  test("passes on the resolver's error", async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });

    const { error } = await lookUp(failure, { all: true });

    expect(error).toBe(failure);
  });
});
