// Estimates what a stack costs in a month:
//
//   npm run cost -- --events 5000 --targets 8
//   npm run cost -- --page > docs/cost.md
import { parseArgs } from 'node:util';
import { packageTemplate } from '../test/template/package.ts';
import { countsOf, dollars, linesOf, total } from './cost-lines.ts';
import { currentCostPage, WORKING_HOURS } from './cost-page.ts';
import type { Counts, Load } from './cost-usage.ts';
import { PRICES_OF, REGIONS, type Region } from './prices.ts';

const HELP = `Usage: npm run cost -- --events N --targets M [options]

  --events N          events a month; each start and each end of a run is one
  --targets M         targets of the stage
  --per-event K       targets that get an event, on average (default: 1)
  --pipelines P       pipelines, for pipelineMetrics=true (default: 1)
  --hours H           hours a month in which events arrive (default: ${WORKING_HOURS})
  --memory MB         memory of the functions (default: that of serverless.yml)
  --region REGION     ${Object.keys(REGIONS).join(', ')} (default: us-east-1)
  --sources NAMES     the same as --param sources=NAMES
  --param NAME=VALUE  a parameter of the stack, as often as needed
  --page              print docs/cost.md`;

class UsageError extends Error {}

/** @throws UsageError */
const amountOf = (name: string, text: string | undefined, least: number): number => {
  const amount = Number(text);
  if (text === undefined) throw new UsageError(`--${name} is missing: npm run cost -- --events 5000 --targets 8`);
  if (!/^\d+(\.\d+)?$/.test(text) || amount < least)
    throw new UsageError(`--${name}=${text}: expected a number of at least ${least}`);
  return amount;
};

const regionOf = (name: string): Region => {
  if (Object.hasOwn(REGIONS, name)) return name as Region;
  throw new UsageError(`--region=${name}: no prices, choose one of ${Object.keys(REGIONS).join(', ')}`);
};

const parametersOf = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--param ${text}: expected name=value`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

const printTable = (counts: Counts, load: Load, region: Region): void => {
  const lines = linesOf(counts, load, REGIONS[region]).filter(({ amount }) => amount > 0);
  const number = (amount: number): string =>
    amount > 0 && amount < 0.05 ? '<0.1' : amount.toLocaleString('en-US', { maximumFractionDigits: 1 });
  const { events, targets, perEvent } = load;
  console.log(`${number(events)} events a month, ${number(targets)} targets, ${number(perEvent)} deliveries per event`);
  console.log(`${region}, ${counts.memoryMb} MB, prices of ${PRICES_OF} in US dollars without taxes\n`);
  const print = (what: string, amount: string, unit: string, list: string, net: string): void =>
    console.log(
      `${what.padEnd(24)}${amount.padStart(12)} ${unit.padEnd(11)}${list.padStart(8)}${net.padStart(22)}`.trimEnd(),
    );
  print('', '', '', 'list', 'after free allowance');
  for (const { what, amount, unit, list, net } of lines) print(what, number(amount), unit, dollars(list), dollars(net));
  print('a month', '', '', dollars(total(lines, 'list')), dollars(total(lines, 'net')));
  console.log('\ndocs/cost.md has the assumptions and the free allowances.');
};

const main = async (): Promise<void> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ events: text, targets: text, 'per-event': text, pipelines: text, hours: text, memory: text, sources: text },
      region: { type: 'string', default: 'us-east-1' },
      param: { type: 'string', multiple: true, default: [] },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.page) return void process.stdout.write(await currentCostPage());
  const load: Load = {
    events: amountOf('events', values.events, 0),
    targets: amountOf('targets', values.targets, 0),
    perEvent: amountOf('per-event', values['per-event'] ?? '1', 0),
    pipelines: amountOf('pipelines', values.pipelines ?? '1', 1),
    hours: amountOf('hours', values.hours ?? String(WORKING_HOURS), 1),
  };
  const region = regionOf(values.region);
  const parameters = { ...parametersOf(values.param), ...(values.sources && { sources: values.sources }) };
  const memory = values.memory && { memoryMb: amountOf('memory', values.memory, 128) };
  const counts = countsOf(await packageTemplate(parameters));
  printTable({ ...counts, ...memory }, load, region);
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
