import { loadEventSources } from '../../src/events/index.ts';
import { LEVELS, OCCASIONS, TRANSITIONS } from '../../src/model/notification.ts';
import * as words from '../../src/studio/page/routing/words.ts';

describe('the words of the studio', () => {
  test('name every occasion in one group', () => {
    const grouped = words.OCCASION_GROUPS.flatMap(({ occasions }) => occasions);

    expect([...grouped].sort()).toEqual([...OCCASIONS].sort());
    expect(Object.keys(words.OCCASIONS).sort()).toEqual([...OCCASIONS].sort());
  });

  test('name every level, every history and every event source', async () => {
    expect(Object.keys(words.LEVELS)).toEqual([...LEVELS]);
    expect(Object.keys(words.HISTORIES)).toEqual(['automatic', ...TRANSITIONS]);
    for (const { name } of await loadEventSources()) expect(words.sourceTitle(name)).not.toBe(name);
  });
});
