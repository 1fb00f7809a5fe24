// npm run storm: many alerts at once for a target that accepts few, in virtual time.
//
//   npm run storm -- --alerts 300 --rate 1 --burst 5 --retry-after none --containers 10 --platform slack [--no-summary]
//   npm run storm -- --all
//
// --json prints one object instead of a table. --all runs the whole grid and the scenarios with a healthy target beside
// others. Exit code 1 if a limit is broken. Two runs of one seed have the same result.
import { parseArgs } from 'node:util';
import { gridOf, lastAllowed, problemsOf } from './grid.ts';
import { runScenario, SCENARIOS } from './neighbours.ts';
import { runStorm, type StormOptions, type StormResult } from './storm.ts';

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '300' },
    rate: { type: 'string', default: '1' },
    burst: { type: 'string', default: '5' },
    'retry-after': { type: 'string', default: 'none' },
    containers: { type: 'string', default: '10' },
    platform: { type: 'string', default: 'slack' },
    seed: { type: 'string', default: '1' },
    'no-summary': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
  },
});

const number = (name: 'alerts' | 'rate' | 'burst' | 'containers' | 'seed'): number => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0`);
  return value;
};

const optionsFromArguments = (): StormOptions => {
  const { platform, 'retry-after': retryAfter } = values;
  if (platform !== 'slack' && platform !== 'webhook') throw new Error('--platform is slack or webhook');
  if (retryAfter !== 'none' && !/^\d+$/.test(retryAfter)) throw new Error('--retry-after is whole seconds or none');
  return {
    alerts: number('alerts'),
    rate: number('rate'),
    burst: number('burst'),
    retryAfterSeconds: retryAfter === 'none' ? undefined : Number(retryAfter),
    containers: number('containers'),
    platform,
    summary: !values['no-summary'],
    seed: number('seed'),
  };
};

const rounded = <Result extends object>(result: Result): Result =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
    ]),
  ) as Result;

const printTable = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  console.log(`| ${heads.join(' | ')} |`);
  console.log(`|${heads.map(() => ' --- |').join('')}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
};

const runOne = async (): Promise<number> => {
  const options = optionsFromArguments();
  const result = rounded(await runStorm(options));
  if (values.json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(24)}${value}`);
  return 0;
};

const sentence = ({ platform, alerts, rate, burst, retryAfterSeconds, containers }: StormOptions): string[] => [
  platform,
  `${alerts}`,
  `${rate}`,
  `${burst}`,
  `${retryAfterSeconds ?? 'none'}`,
  `${containers}`,
];

const runAll = async (): Promise<number> => {
  const seed = number('seed');
  const storms: { options: StormOptions; result: StormResult; problems: string[] }[] = [];
  for (const options of gridOf(seed)) {
    const result = rounded(await runStorm(options));
    storms.push({ options, result, problems: problemsOf(options, result) });
  }
  const neighbours = [];
  for (const scenario of SCENARIOS) {
    const result = rounded(await runScenario(scenario, seed));
    const { p99Seconds, limitSeconds } = result;
    neighbours.push({ ...result, problems: p99Seconds > limitSeconds ? [`p99 above ${limitSeconds} s`] : [] });
  }
  const verdict = (problems: readonly string[]): string =>
    problems.length === 0 ? 'pass' : `FAIL: ${problems.join(', ')}`;
  if (values.json) console.log(JSON.stringify({ storms, neighbours }));
  else {
    printTable(
      [
        'platform',
        'alerts',
        'rate',
        'burst',
        'Retry-After',
        'containers',
        'last',
        'allowed',
        'p50',
        'receives',
        '429',
        'requests',
        'neighbour p99',
        'result',
      ],
      storms.map(({ options, result, problems }) => [
        ...sentence(options),
        result.lastSeconds.toFixed(0),
        lastAllowed(options).toFixed(0),
        result.p50Seconds.toFixed(0),
        result.receivesPerDelivery.toFixed(2),
        result.answered429,
        result.requests,
        result.neighbourP99Seconds.toFixed(1),
        verdict(problems),
      ]),
    );
    console.log('');
    printTable(
      ['other targets', 'alerts', 'p50', 'p99', 'longest', 'allowed p99', 'result'],
      neighbours.map((each) => [
        each.name,
        each.alerts,
        each.p50Seconds.toFixed(1),
        each.p99Seconds.toFixed(1),
        each.longestSeconds.toFixed(1),
        each.limitSeconds,
        verdict(each.problems),
      ]),
    );
  }
  return [...storms, ...neighbours].some(({ problems }) => problems.length > 0) ? 1 : 0;
};

process.exitCode = await (values.all ? runAll() : runOne());
