import { ConfigError } from '../../src/errors.ts';
import { openTarget, platformNamed, platforms } from '../../src/platforms/index.ts';
import { exampleOf } from './example.ts';

const open = { allowPrivate: false };

describe('the registry of platforms', () => {
  test('opens a target with the platform that it names', async () => {
    for (const { name } of platforms) {
      expect(openTarget((await exampleOf(name)).target, open).platform).toBe(name);
      expect(platformNamed(name)?.name).toBe(name);
    }
  });

  test.each(['constructor', '__proto__', 'toString', 'Slack', '', undefined, null, 7, {}])(
    'knows no platform %p, and says which it knows',
    (platform) => {
      expect(platformNamed(platform)).toBeUndefined();
      expect(() => openTarget({ platform, url: 'https://secret.example' }, open)).toThrow(
        /^platform: expected "slack" or "teams" or "webhook"$/,
      );
    },
  );

  test.each([undefined, null, 'slack', 7, [], [{ platform: 'slack' }]])('takes no target that is %j', (raw) => {
    expect(() => openTarget(raw, open)).toThrow(ConfigError);
  });

  test('does not take the platform from a prototype', () => {
    expect(() => openTarget(Object.create({ platform: 'slack' }), open)).toThrow(/^platform: expected/);
  });

  test('gives every platform a name of its own', () => {
    expect(new Set(platforms.map(({ name }) => name)).size).toBe(platforms.length);
  });

  test('lets at most one platform recognize a URL', async () => {
    for (const { name } of platforms) {
      const url = new URL(String((await exampleOf(name)).target.url));
      const recognizing = platforms.filter((platform) => platform.recognizes(url)).map((platform) => platform.name);
      expect(recognizing.every((found) => found === name)).toBe(true);
    }
  });
});
