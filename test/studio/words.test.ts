import { loadEventSources } from '../../src/events/index.ts';
import { LEVELS, OCCASIONS, TRANSITIONS } from '../../src/model/notification.ts';
import { loadPlatforms } from '../../src/platforms/index.ts';
import * as events from '../../src/studio/page/routing/event-words.ts';
import { choiceWord, fieldWord } from '../../src/studio/page/routing/field-words.ts';
import * as words from '../../src/studio/page/routing/words.ts';
import { platformView } from '../../src/studio/schema.ts';
import type { TargetField } from '../../src/studio/target-api.ts';
import { PLATFORM_GUIDES } from '../../src/targets/platform-guide.ts';

/** The fields that have a label of their own, with their paths. Fields of `mention` are named by occasion. */
const labelled = (fields: readonly TargetField[], prefix = ''): (readonly [path: string, field: TargetField])[] =>
  fields.flatMap((field) => [
    [prefix + field.name, field] as const,
    ...(field.name === 'when' ? labelled(field.fields ?? [], 'when.') : []),
  ]);

describe('the words of the studio', () => {
  test('name every occasion in one group', () => {
    const grouped = words.OCCASION_GROUPS.flatMap(({ occasions }) => occasions);

    expect([...grouped].sort()).toEqual([...OCCASIONS].sort());
    expect(Object.keys(words.OCCASIONS).sort()).toEqual([...OCCASIONS].sort());
  });

  test('name every level, every history and every event source', async () => {
    expect(Object.keys(words.LEVELS)).toEqual([...LEVELS]);
    expect(Object.keys(events.HISTORIES)).toEqual(['automatic', ...TRANSITIONS]);
    for (const { name } of await loadEventSources()) expect(events.sourceTitle(name)).not.toBe(name);
  });

  test('name every field of every platform, and every value of a choice', async () => {
    for (const { name, fields } of (await loadPlatforms()).map(platformView)) {
      for (const [path, field] of labelled(fields)) {
        expect([name, path, fieldWord(path, field).label]).not.toEqual([name, path, field.help ?? field.name]);
        if (field.kind !== 'choice' || path === 'on' || path === 'levels') continue;
        for (const choice of field.choices ?? []) expect(choiceWord(path, choice).label).not.toBe(choice);
      }
    }
  });

  test('guide to the secret of every platform, and of no other', async () => {
    const names = (await loadPlatforms()).map(({ name }) => name);

    expect(Object.keys(PLATFORM_GUIDES).sort()).toEqual(names.sort());
    for (const { secretGuide } of Object.values(PLATFORM_GUIDES)) {
      expect(secretGuide.question).toMatch(/^Where do I get this (?:URL|token)\?$/);
      expect(secretGuide.steps.length).toBeGreaterThan(2);
    }
  });
});
