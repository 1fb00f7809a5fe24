import { packageTemplate } from '../test/template/package.ts';
import { countsOf, dollars, type Line, linesOf, total } from './cost-lines.ts';
import { ASSUMED, type Counts, type Load, usageOf } from './cost-usage.ts';
import { FREE, PRICE_PAGES, PRICES_OF, REGIONS } from './prices.ts';
import { chosenSources, rulesOf } from './rules.ts';

/** Hours of 22 working days of ten hours. */
export const WORKING_HOURS = 220;

/** The loads of docs/cost.md. */
const TEAMS: Readonly<Record<string, Load>> = {
  small: { pipelines: 2, events: 300, targets: 2, perEvent: 1, hours: WORKING_HOURS },
  medium: { pipelines: 20, events: 5000, targets: 8, perEvent: 2, hours: WORKING_HOURS },
  large: { pipelines: 200, events: 100_000, targets: 40, perEvent: 3, hours: WORKING_HOURS },
};

const number = (amount: number): string => amount.toLocaleString('en-US', { maximumFractionDigits: 1 });

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table. All columns but the first are aligned to the right. */
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

const teamRows = (lines: readonly Line[][]): string[][] =>
  (lines[0] ?? [])
    .map(({ what }, at) => ({ what, amounts: lines.map((team) => team[at]?.list ?? 0) }))
    .filter(({ amounts }) => amounts.some((amount) => amount > 0))
    .map(({ what, amounts }) => [what, ...amounts.map(dollars)]);

interface PageInput {
  /** The stack with the defaults. */
  readonly counts: Counts;
  /** Rules of the parameter `sources=all`. */
  readonly allRules: number;
}

/** The text of docs/cost.md. */
const costPage = ({ counts, allRules }: PageInput): string => {
  const prices = REGIONS['us-east-1'];
  const loads = Object.values(TEAMS);
  const names = Object.keys(TEAMS);
  const lines = loads.map((load) => linesOf(counts, load, prices));
  const bold = (cells: readonly string[]): string[] => cells.map((cell) => `**${cell}**`);
  const sums = (key: 'list' | 'net'): string[] => lines.map((team) => dollars(total(team, key)));
  const cold = loads.map((load) => `${Math.round(100 * usageOf(counts, load).coldShare)} %`);
  const extraRules = allRules - counts.rules;
  return `# What Pipebell costs

US dollars a month in us-east-1, without taxes, for a stack with the default parameters. \`npm run cost\` computed this page from the packaged template and the prices of ${PRICES_OF}.

${table(
  ['', ...names],
  [
    ['pipelines', ...loads.map(({ pipelines }) => number(pipelines))],
    ['events a month', ...loads.map(({ events }) => number(events))],
    ['targets', ...loads.map(({ targets }) => number(targets))],
    ['deliveries a month', ...loads.map(({ events, perEvent }) => number(events * perEvent))],
    ...teamRows(lines),
    bold(['list price', ...sums('list')]),
    bold(['after the free allowances', ...sums('net')]),
  ],
)}

The last row applies if nothing else in the account uses the allowances that AWS gives each account every month: ${number(FREE.alarmMetrics)} metrics of alarms, ${number(FREE.metrics)} custom metrics, ${number(FREE.dashboards)} dashboards, ${number(FREE.sqsRequests)} requests to SQS, ${number(FREE.lambdaRequests)} requests and ${number(FREE.lambdaGbSeconds)} GB-seconds of Lambda, ${number(FREE.snsPublishes)} messages of SNS, ${number(FREE.logsGb)} GB of logs, ${number(FREE.dynamodbGb)} GB of DynamoDB and ${number(FREE.kmsRequests)} requests to KMS.

Without events a stack costs ${dollars(total(linesOf(counts, { ...loads[0], events: 0, targets: 0 } as Load, prices), 'list'))} at the list price: alarms, dashboard and the polling of the two queues.

## What changes it

| choice | dollars a month |
| --- | --- |
| each rule on EventBridge (see \`npm run rules -- --sources NAMES\`) | ${dollars(prices.alarmMetric)} for its alarm; the rule itself costs nothing |
| \`sources=all\` | ${dollars(extraRules * prices.alarmMetric)} more: ${allRules} rules instead of ${counts.rules} |
| \`alertEmail\` | ${dollars(prices.kmsKey)} for a KMS key, ${dollars(2 * prices.kmsKey)} after its first yearly rotation and ${dollars(3 * prices.kmsKey)} after the second; an existing topic (\`alarmTopicArn\`) costs nothing |
| \`dashboard=false\` | ${dollars(prices.dashboard)} less, if the account has more than ${FREE.dashboards} dashboards |
| \`pipelineMetrics=true\` | up to ${dollars(5 * prices.metric)} for each pipeline that runs in every hour; less for the others, because CloudWatch bills a metric for each hour in which it is sent |
| \`archiveDays\` | ${dollars(prices.archiveProcessed)} for a GB of events, which are about ${number(1_000_000_000 / ASSUMED.archivedBytes)} events, and ${prices.archiveStored} for each GB and month |
| a secret in Secrets Manager instead of Parameter Store | 0.40 for each secret |
| events of your own (\`PutEvents\`) or of other accounts | 1.00 for a million events, billed by EventBridge; events of AWS services cost nothing |

## Compute your own

\`\`\`sh network
npm run cost -- --events 5000 --targets 8 --per-event 2 --region eu-west-1
npm run cost -- --events 5000 --targets 8 --param sources=all --param pipelineMetrics=true --pipelines 20
\`\`\`

\`--param\` takes the parameters of \`serverless deploy\`. The command packages the service, counts what the template creates, and sends nothing. \`npm run cost -- --help\` lists the options. Regions with prices: ${Object.keys(REGIONS).join(', ')}.

## Assumptions

- An event is a message that the router gets. A run of a pipeline has at least two: its start and its end.
- Events are spread at random over ${WORKING_HOURS} hours (\`--hours\`), so that ${cold.join(', ')} of them start a new instance of the router in the three cases. A metric is billed for the hours in which it is sent.
- The functions have ${counts.memoryMb} MB (\`--memory\`). The router works ${ASSUMED.routerSeconds} s, the deliverer ${ASSUMED.delivererSeconds} s for each delivery, and ${ASSUMED.coldSeconds} s more on a new instance. No two deliveries share an invocation. One delivery of ${Math.round(1 / ASSUMED.failingShare)} is retried.
- Each of the ${counts.standardQueues + counts.fifoQueues} queues that invoke a function has ${ASSUMED.pollers} pollers of Lambda, which ask it every ${ASSUMED.pollSeconds} s.
- All targets use a platform with conversations. Slack webhooks, Teams and webhooks need fewer reads and writes of the table.
- Targets are SecureStrings with the free key \`aws/ssm\`. KMS bills each decryption, also with a free key.
- An event or a delivery writes ${number(ASSUMED.routerLogBytes)} or ${number(ASSUMED.delivererLogBytes)} bytes of log, kept for ${counts.logRetentionDays} days.
- Not contained, because each is below a cent for these teams: the deployment bucket, traffic to the receivers, views of the dashboard, reads of AWS's APIs for causes.

Prices: ${Object.entries(PRICE_PAGES)
    .map(([name, url]) => `[${name}](${url})`)
    .join(', ')}.
`;
};

/** The text of docs/cost.md for the service as it is. Packages it. */
export const currentCostPage = async (): Promise<string> => {
  const all = { name: 'pipebell', sources: 'all', levels: 'pipeline' };
  const rules = Object.values(rulesOf(await chosenSources(all), all));
  const allRules = rules.filter(({ Type }) => Type === 'AWS::Events::Rule').length;
  return costPage({ counts: countsOf(await packageTemplate({})), allRules });
};
