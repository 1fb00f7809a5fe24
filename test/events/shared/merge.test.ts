import { isGeneric, mergeFailures } from '../../../src/events/shared/merge.ts';

const COMMAND = 'Error while executing command: npm test. Reason: exit status 1';
const NEWS = 'oven › is hot: expected 230, received 210';

describe('a generic reason', () => {
  test.each([
    COMMAND,
    `BUILD: ${COMMAND}`,
    `linux_node20, BUILD: ${COMMAND}`,
    `COMMAND_EXECUTION_ERROR: ${COMMAND}`,
    'Error while executing command: if [ -f a ]; then\n  npm test\nfi. Reason: exit status 2',
    'Build terminated with state: FAILED',
    'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR',
    'Deployment d-7QK2ZJ5AB failed',
    'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
    'HEALTH_CONSTRAINTS: The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
    'JobFailed',
    'exit status 1',
  ])('is %j', (reason) => {
    expect(isGeneric(reason)).toBe(true);
  });

  test.each([
    NEWS,
    'no matching artifact paths found',
    'YAML_FILE_ERROR: wrong number of container tags, expected 1',
    'Build has timed out.',
    'Deployment failed: no such bucket',
    'Script at specified location: scripts/stop failed with exit code 1',
    '',
  ])('is not %j', (reason) => {
    expect(isGeneric(reason)).toBe(false);
  });
});

describe('the failures of an event and the causes that were found', () => {
  const known = { stage: 'Build', action: 'Unit' };

  test.each([
    ['a generic sentence of the event', { ...known, reason: COMMAND }, [{ ...known, reason: NEWS }]],
    [
      'a generic sentence that was found first',
      known,
      [
        { ...known, reason: COMMAND },
        { ...known, reason: NEWS },
      ],
    ],
    [
      'a generic sentence that was found last',
      known,
      [
        { ...known, reason: NEWS },
        { ...known, reason: COMMAND },
      ],
    ],
    ['an empty sentence', { ...known, reason: 'Build terminated with state: FAILED' }, [{ ...known, reason: NEWS }]],
  ])('have the news instead of %s', (_, event, causes) => {
    expect(mergeFailures([event], causes)).toEqual([{ ...known, reason: NEWS }]);
  });

  test('keep a generic sentence that names the command, if nothing better is known', () => {
    expect(
      mergeFailures([{ ...known, reason: 'Build terminated with state: FAILED' }], [{ ...known, reason: COMMAND }]),
    ).toEqual([{ ...known, reason: COMMAND }]);
  });

  test('say a generic sentence once', () => {
    const closing = { ...known, reason: 'Command did not exit successfully npm test exit status 1' };

    expect(mergeFailures([{ ...known, reason: COMMAND }], [closing])).toEqual([{ ...known, reason: COMMAND }]);
  });

  test('keep two reasons that both say something, and say one of them once', () => {
    const merged = (reason: string) =>
      mergeFailures([{ ...known, reason: 'the disk is full' }], [{ ...known, reason }])[0]?.reason;

    expect(merged(NEWS)).toBe(`${NEWS}\nthe disk is full`);
    expect(merged('no tests ran: the disk is full')).toBe('no tests ran: the disk is full');
  });

  test.each(['JobFailed', 'COMMAND_EXECUTION_ERROR'])('lose the code %s if a reason is known', (code) => {
    expect(mergeFailures([{ ...known, code, reason: COMMAND }], [])).toEqual([{ ...known, reason: COMMAND }]);
    expect(mergeFailures([{ ...known, code }], [])).toEqual([{ ...known, code }]);
  });

  test('keep a code that can be searched for', () => {
    const failure = { ...known, code: 'ConfigurationError', reason: 'the role cannot be assumed' };

    expect(mergeFailures([failure], [])).toEqual([failure]);
  });
});
