import fc from 'fast-check';
import { descriptionOf } from '../../../src/events/cloudwatch-alarm/description.ts';
import { anyText } from '../../support/arbitraries.ts';

const URL = 'https://wiki.example.com/runbooks/disk';

describe('the link of a description is the runbook and leaves the text', () => {
  test.each<[string, string | undefined]>([
    [`A disk fills up. ${URL}`, 'A disk fills up.'],
    [`A disk fills up. Runbook: ${URL}`, 'A disk fills up.'],
    [`A disk fills up. What to do: ${URL}.`, 'A disk fills up.'],
    [`A disk fills up, runbook: ${URL}`, 'A disk fills up'],
    [`A disk fills up - see ${URL}`, 'A disk fills up'],
    [`A disk fills up (${URL})`, 'A disk fills up'],
    [`A disk fills up (see ${URL}) every night.`, 'A disk fills up every night.'],
    [`A disk fills up. [Runbook](${URL})`, 'A disk fills up.'],
    [`A disk fills up\nRunbook: <${URL}>\nOwner: team-web`, 'A disk fills up\nOwner: team-web'],
    [`${URL}`, undefined],
    [`Runbook: ${URL}`, undefined],
    [`${URL} A disk fills up.`, 'A disk fills up.'],
  ])('%j', (description, text) => {
    expect(descriptionOf(description)).toEqual({ text, runbook: URL });
  });

  test('except where the sentence goes on behind it', () => {
    const description = `Follow ${URL} until the disk is empty.`;

    expect(descriptionOf(description)).toEqual({ text: description, runbook: URL });
  });

  test('prefers the one that is called a runbook', () => {
    const description = 'Graph: https://grafana.example.com/d/1 Runbook: https://docs.example.com/42';

    expect(descriptionOf(description)).toEqual({
      text: 'Graph: https://grafana.example.com/d/1',
      runbook: 'https://docs.example.com/42',
    });
  });
});

test.each([undefined, null, '', '  ', 'no link', 'http://plain.example.com'])('%j has no runbook', (description) => {
  expect(descriptionOf(description)).toEqual({ text: description?.trim() || undefined, runbook: undefined });
});

test('any description is read', () => {
  fc.assert(
    fc.property(anyText(), anyText(), (before, after) => {
      const { text, runbook } = descriptionOf(`${before} ${URL} ${after}`);

      expect((text ?? '').length).toBeLessThanOrEqual(1000);
      if (before.length < 500) expect(runbook).toMatch(/^https:/);
    }),
  );
});
