import { at, failed, fixed, openDesk, shown } from '../support/incident-desk.ts';

describe('an incident', () => {
  test('whose fix arrives first has one root, which is green', async () => {
    const desk = openDesk();

    await desk.tell(fixed(2));
    const told = await desk.tell(failed(0));

    expect(told.steps).toContain('reply');
    expect(shown(desk)).toEqual(['fixed 2']);
    expect(desk.chat.replies()).toMatchObject([{ broadcast: false, drawing: { mentions: false } }]);
  });

  test('whose fix arrives first begins with a green root that mentions nobody, if only failures are asked for', async () => {
    const desk = openDesk({ on: ['failed'] });

    await desk.tell(fixed(2), { updateOnly: true });
    await desk.tell(failed(0));

    expect(desk.chat.roots()).toMatchObject([{ drawing: { notification: { id: 'fixed 2' }, mentions: false } }]);
  });

  test('that follows a fix without a failure has a root of its own', async () => {
    const desk = openDesk();

    await desk.tell(fixed(1));
    await desk.tell(failed(2, { transition: { kind: 'broken', count: 1, since: at(2) } }));

    expect(shown(desk)).toEqual(['fixed 1', 'failed 2']);
  });
});

describe('a root in another channel than that of the target', () => {
  test('is left as it is, and the conversation goes on below a new one', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    Object.assign(desk.chat.conversation, { reaches: (root: string) => root !== 'm1' });

    const told = [await desk.tell(failed(1)), await desk.tell(fixed(2))];

    expect(told.map(({ steps }) => steps)).toEqual([['open'], ['reply', 'update']]);
    expect(shown(desk)).toEqual(['failed 0', 'fixed 2']);
  });
});

describe('an update that is refused', () => {
  const refusal = { kind: 'rejected', reason: 'unauthorized', status: 200 } as const;

  test('is the outcome of a delivery that only updates, so that a replaced token is read', async () => {
    const desk = openDesk({ on: ['failed'] });
    await desk.tell(failed(0));
    desk.chat.trouble('update', refusal);

    const refused = await desk.tell(fixed(1), { updateOnly: true });
    const told = await desk.tell(fixed(1), { updateOnly: true });

    expect(refused.outcome).toEqual(refusal);
    expect(told.steps).toEqual(['update']);
    expect(shown(desk)).toEqual(['fixed 1']);
  });

  test('leaves the news delivered that was posted before it', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    desk.chat.trouble('update', refusal);

    const told = await desk.tell(fixed(1));

    expect(told).toMatchObject({ outcome: { kind: 'delivered' }, steps: ['reply'], isDue: false });
  });

  test('is still due where platforms also refuse in passing', async () => {
    const desk = openDesk();
    await desk.tell(failed(0));
    desk.chat.trouble('update', { ...refusal, unconfirmed: true });

    expect(await desk.tell(fixed(1))).toMatchObject({ outcome: { kind: 'delivered' }, isDue: true });
  });
});
