import { enrich } from '../../../../src/enrichment/enrich.ts';
import type { Notification } from '../../../../src/model/notification.ts';
import { fakeAws } from '../../../enrichment/fake-aws.ts';
import { aBareFailure, ID } from '../../../enrichment/fixtures.ts';
import { fetchedBranch, listed, sha } from './runs.ts';

const run = { id: ID, status: 'Failed', minute: 60, sources: { App: sha('a4') } };

const authorsOf = async (event: Partial<Notification>, variables: object) => {
  const source = fetchedBranch(ID, 'main', 'a4');
  const outputVariables = { ...source.output.outputVariables, ...variables };
  const answers = {
    ...listed(run),
    'codepipeline ListActionExecutions': { actionExecutionDetails: [{ ...source, output: { outputVariables } }] },
  };
  const { authors, ...rest } = await enrich(aBareFailure(event), fakeAws(answers));
  return { authors, rest: JSON.stringify(rest) };
};

describe('the authors of a failed run', () => {
  test('have the address and the login that the source action reports', async () => {
    const { authors, rest } = await authorsOf({}, { AuthorEmail: 'Canary@Example.com', AuthorId: 'ada-moreno' });

    expect(authors).toEqual([{ commit: sha('a4'), email: 'canary@example.com', login: 'ada-moreno' }]);
    expect(rest).not.toMatch(/canary/i);
    expect(rest).toContain('Author of a4');
  });

  test('have no address if it is none', async () => {
    const { authors } = await authorsOf({}, { AuthorEmail: 'Canary <canary@example.com>', AuthorId: 'ada-moreno' });

    expect(authors).toEqual([{ commit: sha('a4'), login: 'ada-moreno' }]);
  });

  test('are not collected for a success', async () => {
    const { authors } = await authorsOf({ moment: 'succeeded' }, { AuthorEmail: 'canary@example.com' });

    expect(authors).toBeUndefined();
  });
});
