// Checks what the project sends to AWS with engines that it did not write. Each judge prints one line.
//
//   npm run engines                  all judges
//   npm run engines -- rules queues  some
//
// Judges whose tools are not installed are skipped. With REQUIRE_ENGINES=1 a missing tool is a failure.
import { judgeInfrastructure } from './iac/index.ts';
import type { Judge } from './judge.ts';
import { judgePermissions } from './permissions/index.ts';
import { judgeQueues } from './queues.ts';
import { judgeRequests } from './requests/index.ts';
import { judgeRights } from './rights/index.ts';
import { judgeRules } from './rules.ts';
import { judgeTables } from './tables.ts';
import { judgeTemplate } from './template/index.ts';
import { missing } from './tools.ts';

const JUDGES: readonly Judge[] = [
  { name: 'rules', needs: ['JDK 17', 'Maven'], run: judgeRules },
  { name: 'tables', needs: ['JDK 17', 'Maven'], run: judgeTables },
  { name: 'queues', needs: ['JDK 17', 'Maven'], run: judgeQueues },
  { name: 'requests', needs: ['Python 3'], run: judgeRequests },
  { name: 'permissions', needs: [], run: judgePermissions },
  { name: 'rights', needs: [], run: judgeRights },
  { name: 'template', needs: ['Python 3'], run: judgeTemplate },
  { name: 'iac', needs: ['Python 3'], run: judgeInfrastructure },
];

const chosen = (names: readonly string[]): readonly Judge[] => {
  const unknown = names.filter((name) => !JUDGES.some((judge) => judge.name === name));
  const known = JUDGES.map(({ name }) => name).join(', ');
  if (unknown.length > 0) throw new Error(`no judge is called ${unknown.join(', ')}. There are ${known}.`);
  return JUDGES.filter(({ name }) => names.length === 0 || names.includes(name));
};

/** @returns whether the judge found no problem. */
const judge = async ({ name, run }: Judge): Promise<boolean> => {
  const started = performance.now();
  try {
    const { counts, problems } = await run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${name}: ${counts}, ${problems.length} problems (${seconds} s)`);
    for (const problem of problems) console.error(`  ${problem}`);
    return problems.length === 0;
  } catch (error) {
    console.error(`${name}: failed. ${error instanceof Error ? error.message : error}`);
    return false;
  }
};

try {
  for (const each of chosen(process.argv.slice(2))) {
    const absent = await missing(each.needs);
    if (absent.length === 0) {
      if (!(await judge(each))) process.exitCode = 1;
    } else if (process.env.REQUIRE_ENGINES === '1') {
      console.error(`${each.name}: failed. Not installed: ${absent.join(', ')}`);
      process.exitCode = 1;
    } else console.log(`${each.name}: skipped. Not installed: ${absent.join(', ')}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
