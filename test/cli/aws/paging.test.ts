import { type Lines, logGroups, readLines } from '../../../src/cli/aws/log-lines.ts';
import { allPages, type Call } from '../../../src/cli/aws/operations.ts';
import { openSns } from '../../../src/cli/aws/sns.ts';
import { openSsm } from '../../../src/cli/aws/ssm.ts';
import { type AwsServer, openAwsServer } from '../../support/aws-server.ts';
import { credentials } from '../process.ts';

const GROUP = logGroups('prod').router;
const ACCOUNT = { region: 'eu-central-1' };

let server: AwsServer | undefined;
const { env } = process;

afterEach(async () => {
  process.env = env;
  await server?.close();
});

/** The service's pages have these tokens; after the last one the list ends. */
interface Tokens {
  next(): string | undefined;
  readonly pages: number;
}

const tokensOf = (tokens: readonly (string | undefined)[]): Tokens => {
  let pages = 0;
  return {
    next: () => tokens[Math.min(pages++, tokens.length - 1)],
    get pages() {
      return pages;
    },
  };
};

const serve = async (body: () => string): Promise<void> => {
  const opened = await openAwsServer(() => ({ body: body() }));
  server = opened;
  process.env = { ...env, ...credentials, AWS_ENDPOINT_URL: opened.url };
};

const linesOf = (tokens: Tokens): Promise<Lines> => {
  const call = (async () => ({ events: [], nextToken: tokens.next() })) as unknown as Call;
  return readLines(call, GROUP, { anyOf: [['target', 'team']], from: new Date(0) });
};

const LISTINGS: [name: string, list: (tokens: Tokens) => Promise<unknown>][] = [
  ['a list', (tokens) => allPages(async () => [[1], tokens.next()])],
  [`FilterLogEvents of ${GROUP}`, linesOf],
  [
    'GetParametersByPath of /targets',
    async (tokens) => {
      await serve(() => JSON.stringify({ Parameters: [], NextToken: tokens.next() }));
      return (await openSsm(ACCOUNT)).below('/targets');
    },
  ],
  [
    'ListTopics',
    async (tokens) => {
      const token = (next: string | undefined): string => (next ? `<NextToken>${next}</NextToken>` : '');
      await serve(
        () =>
          `<ListTopicsResponse><ListTopicsResult><Topics/>${token(tokens.next())}</ListTopicsResult></ListTopicsResponse>`,
      );
      return (await openSns(ACCOUNT)).find('topic');
    },
  ],
];

describe.each(LISTINGS)('the pages of %s', (name, list) => {
  test.each([
    ['the same token', ['a', 'a', 'a', undefined], 2],
    ['an earlier token', ['a', 'b', 'c', 'a', undefined], 4],
  ])('end with an error after %s', async (_, tokens, pages) => {
    const served = tokensOf(tokens);

    await expect(list(served)).rejects.toThrow(
      `${name}: AWS repeated a page token, the list has no end: try again later`,
    );

    expect(served.pages).toBe(pages);
  });

  test('are read to the last if every token is new', async () => {
    const served = tokensOf(['a', 'b', 'c', undefined]);

    await list(served);

    expect(served.pages).toBe(4);
  });
});
