import { EMPTY_CONVERSATION } from '../../src/model/conversation-state.ts';
import type { Notification } from '../../src/model/notification.ts';
import { at, failed, fixed, openDesk, SINCE, shown } from '../support/incident-desk.ts';

describe('an incident', () => {
  test('has one root, a reply for each further failure, and a reply in the channel when it is fixed', async () => {
    const desk = openDesk();

    const told = [await desk.tell(failed(0)), await desk.tell(failed(1)), await desk.tell(fixed(2))];

    expect(told.map(({ steps }) => steps)).toEqual([['open'], ['reply', 'update'], ['reply', 'update']]);
    expect(shown(desk)).toEqual(['fixed 2']);
    expect(desk.chat.replies()).toMatchObject([
      { broadcast: false, drawing: { mentions: true } },
      { broadcast: true, drawing: { mentions: true } },
    ]);
    expect(desk.chat.roots()[0]?.drawing.facts).toMatchObject({ since: SINCE, reason: 'error 0' });
  });

  test('turns green without a message for a target that does not ask for fixes', async () => {
    const desk = openDesk({ on: ['failed'] });

    await desk.tell(failed(0));
    const told = await desk.tell(fixed(1), { updateOnly: true });

    expect(told.steps).toEqual(['update']);
    expect(shown(desk)).toEqual(['fixed 1']);
    expect(desk.chat.replies()).toEqual([]);
  });

  test('that begins after a fix has a root of its own', async () => {
    const desk = openDesk();

    for (const news of [failed(0), fixed(1), failed(2, { transition: { kind: 'broken', count: 1, since: at(2) } })]) {
      await desk.tell(news);
    }

    expect(shown(desk)).toEqual(['fixed 1', 'failed 2']);
  });

  test('that begins after one that a summary told has a root of its own', async () => {
    const desk = openDesk();
    const posted = { step: 'open', delivery: 's_1', drawing: { notification: { id: 'summary' } } };
    await desk.chat.send({ url: '', headers: {}, body: JSON.stringify(posted), timeoutMs: 0 });
    desk.rows.set('c_summary', { state: { ...EMPTY_CONVERSATION, root: 'm1' }, version: 1 });
    await desk.tell(failed(0), { updateOnly: true, inSummary: 'c_summary' });
    await desk.tell(fixed(2));
    expect(desk.chat.replies().map(({ root }) => root)).toEqual(['m1']);

    const transition = { kind: 'broken', count: 1, since: at(5) } as const;
    expect((await desk.tell(failed(5, { transition }))).steps).toEqual(['open']);

    expect(shown(desk).slice(1)).toEqual(['failed 5']);
  });

  test('whose news arrives late keeps the newest state in its root', async () => {
    const desk = openDesk();

    for (const news of [failed(0), fixed(2), failed(1)]) await desk.tell(news);

    expect(shown(desk)).toEqual(['fixed 2']);
    expect(desk.chat.replies().at(-1)).toMatchObject({
      broadcast: false,
      drawing: { notification: { id: 'failed 1' } },
    });
  });

  test('of which nothing was posted is not opened by an update', async () => {
    const desk = openDesk();

    const told = await desk.tell(fixed(1), { updateOnly: true });

    expect(told.outcome).toEqual({ kind: 'skipped', reason: 'nothing-to-update' });
    expect(desk.chat.calls).toEqual([]);
  });

  test('of a rollback gets a reply, and its root shows it', async () => {
    const desk = openDesk();

    await desk.tell(failed(0));
    await desk.tell({ ...fixed(1), id: 'back', moment: 'rolled-back', transition: undefined } as Partial<Notification>);

    expect(shown(desk)).toEqual(['back']);
    expect(desk.chat.replies()).toHaveLength(1);
  });
});

describe('a root that a person deleted', () => {
  test('is replaced by one that shows the present state', async () => {
    const desk = openDesk();

    await desk.tell(failed(0));
    desk.chat.remove('m1');
    const told = await desk.tell(failed(1));

    expect(told).toMatchObject({ outcome: { kind: 'delivered' }, steps: ['open'] });
    expect(shown(desk)).toEqual(['failed 1']);
  });

  test('is replaced after a reply that was still possible', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    desk.chat.trouble('update', { status: 404, body: 'dead' });

    const told = await desk.tell(failed(1));

    expect(told.steps).toEqual(['reply', 'open']);
    expect(shown(desk)).toEqual(['failed 0', 'failed 1']);
  });

  test('stays deleted for news that the target did not ask for', async () => {
    const desk = openDesk({ on: ['failed'] });

    await desk.tell(failed(0));
    desk.chat.remove('m1');
    await desk.tell(fixed(1), { updateOnly: true });

    expect(desk.chat.roots()).toEqual([]);
  });
});

describe('an answer that is lost', () => {
  test.each(['open', 'reply'] as const)('of a message (%s) makes no second message', async (step) => {
    const desk = openDesk();
    if (step === 'reply') await desk.tell(failed(0));
    const news = step === 'reply' ? failed(1) : failed(0);
    desk.chat.trouble(step, 'lost');

    expect((await desk.tell(news)).outcome).toMatchObject({ kind: 'retry', reason: 'timeout' });
    expect((await desk.tell(news, { isRepeat: true })).outcome).toMatchObject({ kind: 'delivered' });

    expect(desk.chat.messages()).toHaveLength(step === 'reply' ? 2 : 1);
    expect(shown(desk)).toEqual([news.id]);
  });

  test('of an update is made up for by the next attempt, without a second reply', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    desk.chat.trouble('update', { kind: 'retry', reason: 'network' });

    expect(await desk.tell(failed(1))).toMatchObject({ outcome: { kind: 'delivered' }, isDue: true });
    expect(shown(desk)).toEqual(['failed 0']);
    expect((await desk.tell(failed(1), { isRepeat: true })).steps).toEqual(['update']);

    expect(shown(desk)).toEqual(['failed 1']);
    expect(desk.chat.replies()).toHaveLength(1);
  });

  test('of the table after the root was posted makes no second root', async () => {
    const desk = openDesk();
    let writes = 0;
    const deaf: typeof desk.table = {
      ...desk.table,
      write: async (...parts) => {
        writes += 1;
        return writes === 2 ? 'failed' : desk.table.write(...parts);
      },
    };

    await desk.tell(failed(0), { conversations: deaf });
    desk.pass(61);
    await desk.tell(failed(1));

    expect(desk.chat.roots()).toHaveLength(1);
    expect(shown(desk)).toEqual(['failed 1']);
  });
});

describe('a busy platform', () => {
  test('delays the update and not the news', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    desk.chat.trouble('update', { status: 429, body: '' });

    const told = await desk.tell(fixed(1));

    expect(told).toMatchObject({ outcome: { kind: 'delivered' }, isDue: true, steps: ['reply'] });
  });

  test('gets no more updates in a minute than its budget, and the rest are due', async () => {
    const desk = openDesk();
    const budget = { ...desk.chat.conversation, updates: { key: 'u_1', perMinute: 1 } };
    Object.assign(desk.chat.conversation, budget);

    await desk.tell(failed(0));
    expect((await desk.tell(failed(1))).isDue).toBeFalsy();
    expect((await desk.tell(failed(2))).isDue).toBe(true);
  });
});

describe('the table', () => {
  test('that is down lets news pass as messages by themselves', async () => {
    const desk = openDesk();
    const down: typeof desk.table = {
      read: async () => undefined,
      write: async () => 'failed',
      countUpdate: async () => 0,
    };

    expect((await desk.tell(failed(0), { conversations: down })).outcome).toMatchObject({ kind: 'delivered' });
    expect((await desk.tell(fixed(1), { conversations: down, updateOnly: true })).outcome.kind).toBe('skipped');

    expect(desk.chat.messages()).toHaveLength(1);
  });
});

describe('two functions at once', () => {
  test('that tell the first failures of one incident open one root', async () => {
    const desk = openDesk();
    const second: Promise<unknown>[] = [];
    desk.chat.trouble('open', async () => {
      second.push(desk.tell(failed(1)));
      await second[0];
    });

    await desk.tell(failed(0));
    expect(await second[0]).toMatchObject({ outcome: { kind: 'retry', reason: 'paused' } });
    await desk.tell(failed(1));

    expect(desk.chat.roots()).toHaveLength(1);
    expect(shown(desk)).toEqual(['failed 1']);
  });

  test('that update one root leave the newest state in it', async () => {
    const desk = openDesk({ on: ['failed'] });
    await desk.tell(failed(0));
    desk.chat.trouble('update', async () => {
      await desk.tell(fixed(2), { updateOnly: true });
    });

    await desk.tell(failed(1));

    expect(shown(desk)).toEqual(['fixed 2']);
    expect(desk.chat.roots()).toHaveLength(1);
  });

  test('of which one is killed after it has updated the root leave the newest state in it', async () => {
    const desk = openDesk({ on: ['failed'] });
    await desk.tell(failed(0));
    let isDead = false;
    desk.chat.trouble('update', async () => {
      await desk.tell(fixed(2), { updateOnly: true });
      isDead = true;
    });
    const dying: typeof desk.table = {
      ...desk.table,
      write: async (...parts) => (isDead ? 'failed' : desk.table.write(...parts)),
    };
    await desk.tell(failed(1), { conversations: dying });
    expect(shown(desk)).toEqual(['failed 1']);

    await desk.tell(failed(1), { isRepeat: true });

    expect(shown(desk)).toEqual(['fixed 2']);
    expect(desk.chat.replies()).toHaveLength(1);
  });
});
