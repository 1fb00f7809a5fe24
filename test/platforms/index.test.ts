import { ConfigError } from '../../src/model/errors.ts';
import { loadPlatforms, openTarget, platformNames } from '../../src/platforms/index.ts';
import { exampleOf } from './example.ts';

const open = { allowPrivate: false };
const platforms = await loadPlatforms();

describe('the registry of platforms', () => {
  test('opens a target with the platform that it names', async () => {
    for (const name of platformNames) {
      expect((await openTarget((await exampleOf(name)).target, open)).platform).toBe(name);
    }
  });

  test('has each platform under its own, unique name', () => {
    expect(platforms.map(({ name }) => name)).toEqual(platformNames);
    expect(new Set(platformNames).size).toBe(platforms.length);
  });

  test.each(['constructor', '__proto__', 'toString', 'Slack', '', undefined, null, 7, {}])(
    'refuses the unknown platform %p and lists the known ones',
    async (platform) => {
      const words = `platform: expected ${platformNames.map((name) => `"${name}"`).join(' or ')}`;

      await expect(openTarget({ platform, url: 'https://secret.example' }, open)).rejects.toThrow(
        expect.objectContaining({ message: words }),
      );
    },
  );

  test.each([undefined, null, 'slack', 7, [], [{ platform: 'slack' }]])('refuses a target that is %j', async (raw) => {
    await expect(openTarget(raw, open)).rejects.toThrow(ConfigError);
  });

  test('does not take the platform from a prototype', async () => {
    await expect(openTarget(Object.create({ platform: 'slack' }), open)).rejects.toThrow(/^platform: expected/);
  });

  test('lets at most one platform recognize a URL', async () => {
    for (const name of platformNames) {
      const { target, expectedUrl } = await exampleOf(name);
      const url = new URL(expectedUrl ?? String(target.url));
      const recognizing = platforms.filter((platform) => platform.recognizes(url)).map((platform) => platform.name);
      expect(recognizing.every((found) => found === name)).toBe(true);
    }
  });
});
