import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { approvalIdentity, eventIdentity, stableId } from '../../src/text/id.ts';
import { anyText } from '../support/arbitraries.ts';

describe('a stable id', () => {
  test('is its prefix and 26 letters and digits', () => {
    fc.assert(
      fc.property(fc.array(anyText()), (parts) => {
        expect(stableId('d', parts)).toMatch(/^d_[a-z2-7]{26}$/);
      }),
    );
  });

  test('does not change between versions', () => {
    expect(stableId('d', ['event', 'target'])).toBe('d_j2bs6xyz7cjvpppx7datavvuji');
  });

  test('is the lowest 130 bits of the first 17 bytes of a hash', () => {
    fc.assert(
      fc.property(fc.array(anyText()), (parts) => {
        const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
        const bits = BigInt(`0x${hash.slice(0, 34)}`);
        const digits = Array.from({ length: 26 }, (_, at) => Number((bits >> BigInt(5 * at)) & 31n));
        expect(stableId('d', parts)).toBe(
          `d_${digits.map((digit) => 'abcdefghijklmnopqrstuvwxyz234567'[digit]).join('')}`,
        );
      }),
    );
  });

  test('differs if the parts differ or are split differently', () => {
    const ids = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], [], [''], ['a","b'], ['a', 'b']].map((parts) =>
      stableId('d', parts),
    );

    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('an event’s identity', () => {
  test('is the id of the event', () => {
    expect(eventIdentity('6a1f0c9d-1111-4222-8333-444455556666')).toBe('6a1f0c9d-1111-4222-8333-444455556666');
  });

  test.each([undefined, null, '', '  '])('is missing where its id is %j', (id) => {
    expect(eventIdentity(id)).toBeUndefined();
  });

  test.each(['a b', '<x>', 'x'.repeat(101), 'é'])('is hashed where its id is no identifier', (id) => {
    expect(eventIdentity(id)).toMatch(/^event_[a-z2-7]{26}$/);
  });
});

test('an approval is identified by its token', () => {
  expect(approvalIdentity('a')).toMatch(/^approval_/);
  expect(approvalIdentity('a')).not.toBe(approvalIdentity('b'));
});
