import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerForm } from './fake-stack.ts';

/** A parameter as Parameter Store keeps it. */
interface Kept {
  readonly Value: string;
  readonly KeyId: string;
}

export interface FakeAws {
  readonly endpoint: string;
  readonly parameters: Map<string, Kept>;
  /** What was published, as SNS got it. */
  readonly published: Record<string, string>[];
  readonly topics: string[];
  /** Every operation so far, without the look at the stack. */
  readonly calls: string[];
  /** Whether the stack was deployed with `allowPrivateTargets`. */
  allowPrivate: boolean;
  /** Makes every call of an operation fail with an error name. */
  readonly errors: Map<string, string>;
  close(): void;
}

interface Input {
  Path?: string;
  Name?: string;
  NextToken?: string;
  Value?: string;
  KeyId?: string;
  Overwrite?: boolean;
  ParameterFilters?: { Values: string[] }[];
}

const PAGE = 2;

const ssm = (parameters: Map<string, Kept>): Record<string, (input: Input) => object | string> => ({
  GetParametersByPath({ Path, NextToken = '0' }) {
    const all = [...parameters].filter(([name]) => name.slice(0, name.lastIndexOf('/')) === Path);
    const next = Number(NextToken) + PAGE;
    const page = all.slice(Number(NextToken), next).map(([Name, { Value }]) => ({ Name, Value, Type: 'SecureString' }));
    return { Parameters: page, ...(next < all.length && { NextToken: String(next) }) };
  },
  GetParameter({ Name = '' }) {
    const kept = parameters.get(Name);
    return kept ? { Parameter: { Name, Value: kept.Value } } : 'ParameterNotFound';
  },
  DescribeParameters({ ParameterFilters }) {
    const names = ParameterFilters?.[0]?.Values ?? [];
    return { Parameters: names.flatMap((Name) => ({ Name, KeyId: parameters.get(Name)?.KeyId })) };
  },
  PutParameter({ Name = '', Value = '', KeyId = 'alias/aws/ssm', Overwrite }) {
    if (parameters.has(Name) && !Overwrite) return 'ParameterAlreadyExists';
    parameters.set(Name, { Value, KeyId });
    return { Version: 1 };
  },
  DeleteParameter: ({ Name = '' }) => (parameters.delete(Name) ? {} : 'ParameterNotFound'),
});

const sns = ({ topics, published }: Pick<FakeAws, 'topics' | 'published'>, fields: Record<string, string>): string => {
  const operation = fields.Action ?? '';
  if (operation === 'Publish') return `<MessageId>message-${published.push(fields)}</MessageId>`;
  const at = Number(fields.NextToken ?? 0);
  const more = at + 1 < topics.length ? `<NextToken>${at + 1}</NextToken>` : '';
  return `<Topics><member><TopicArn>${topics[at]}</TopicArn></member></Topics>${more}`;
};

/** SSM's and SNS's protocols in memory, for the real SDK to talk to. */
export const openFakeAws = async (): Promise<FakeAws> => {
  const parameters = new Map<string, Kept>();
  const operations = ssm(parameters);
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const target = String(request.headers['x-amz-target'] ?? '');
    const fields = target ? {} : Object.fromEntries(new URLSearchParams(body));
    const operation = target ? (target.split('.').at(-1) ?? '') : String(fields.Action);
    const form = target ? undefined : answerForm(body, 'eu-west-1', fake.allowPrivate);
    if (form) {
      response.writeHead(form.status, { 'content-type': 'text/xml' }).end(form.xml);
      return;
    }
    fake.calls.push(operation);
    const answer = fake.errors.get(operation) ?? (target ? operations[operation]?.(JSON.parse(body)) : undefined);
    if (target || fake.errors.has(operation)) {
      const error = { __type: answer, message: `see https://canary.example ${body}` };
      response.writeHead(typeof answer === 'object' ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(typeof answer === 'object' ? answer : error));
      return;
    }
    const result = sns(fake, fields);
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeAws = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parameters,
    published: [],
    topics: [],
    calls: [],
    allowPrivate: false,
    errors: new Map(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return fake;
};
