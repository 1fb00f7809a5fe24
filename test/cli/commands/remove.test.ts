import { NOW } from '../../support/batch.ts';
import { aStack } from '../fake-stack.ts';
import { type Left, openLeft } from './left-stage.ts';

const ROUTER_LOGS = '/aws/lambda/pipebell-prod-router';
const OLD_QUEUE = 'pipebell-prod-deliveries';
const SECRET = 'pipebell/prod/team-web/url';

/** Everything that a stage can leave. */
const fill = ({ parameters, secrets, groups, queues }: Left, stage = 'prod'): void => {
  parameters.add(`/pipebell/${stage}/settings`).add(`/pipebell/${stage}/targets/team-web`);
  parameters.add(`/pipebell/${stage}/secrets/team.web/url`);
  secrets.set(`pipebell/${stage}/team-web/url`, undefined);
  groups.add(`/aws/lambda/pipebell-${stage}-router`);
  queues.set(`pipebell-${stage}-deliveries`, 0);
};

const everything = ({ parameters, secrets, groups, queues }: Left): string[] => [
  ...parameters,
  ...secrets.keys(),
  ...groups,
  ...queues.keys(),
];

describe('pipebell remove', () => {
  test('deletes parameters, secrets, log groups and old queues, and prints what it did', async () => {
    const { world, left } = openLeft();
    fill(left);

    const { code, stdout, stderr } = await world.run('remove', '--stage', 'prod', '--yes', '--force');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'deleted: 3 parameters, 1 secret, 1 log group, 1 queue\n' +
        'nothing is left of pipebell-prod in 111122223333 / eu-central-1\n',
    });
    expect(stderr).toContain('parameters in Parameter Store:\n  /pipebell/prod/settings\n');
    expect(stderr).toContain('  /pipebell/prod/secrets/team.web/url\n');
    expect(everything(left)).toEqual([]);
  });

  test('leaves stages whose names begin with the name of the stage', async () => {
    const { world, left } = openLeft();
    fill(left);
    for (const other of ['prod-eu', 'prod2', 'pro']) fill(left, other);
    const others = everything(left).filter((name) => !/prod[/-](?!eu)/.test(name));
    expect(others).toHaveLength(18);

    const { code } = await world.run('remove', '--stage', 'prod', '--yes', '--force');

    expect(code).toBe(0);
    expect(everything(left)).toEqual(others);
  });

  test('deletes more than ten parameters in batches of ten, from every page', async () => {
    const { world, left } = openLeft();
    for (let at = 0; at < 23; at++) left.parameters.add(`/pipebell/prod/targets/team-${at}`);

    await world.run('remove', '--stage', 'prod', '--yes');

    expect(left.deletions.map((each) => (each as { Names: string[] }).Names.length)).toEqual([10, 10, 3]);
    expect(left.parameters.size).toBe(0);
  });

  test('schedules the deletion of secrets in 30 days, and says how to restore one', async () => {
    const { world, left } = openLeft();
    left.secrets.set(SECRET, undefined);

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--yes');

    expect(code).toBe(0);
    expect(left.deletions).toEqual([{ SecretId: SECRET, RecoveryWindowInDays: 30 }]);
    expect(stdout).toContain('scheduled for deletion in 30 days: 1 secret\n');
    expect(stdout).toContain('aws secretsmanager restore-secret --secret-id NAME');
    expect(stdout).toContain('\nnothing else is left of pipebell-prod');
  });

  test('leaves a secret alone whose deletion is scheduled, and deletes it with --force', async () => {
    const { world, left } = openLeft();
    left.secrets.set(SECRET, 1_796_000_000);

    const again = await world.run('remove', '--stage', 'prod', '--yes');
    expect(again.stderr).toContain(`  ${SECRET} (its deletion is scheduled already)\n`);
    expect({ code: again.code, deletions: left.deletions }).toEqual({ code: 0, deletions: [] });

    await world.run('remove', '--stage', 'prod', '--yes', '--force');
    expect(left.secrets.size).toBe(0);
  });

  test('can be run again, also where nothing is left', async () => {
    const { world, left } = openLeft();
    fill(left);

    await world.run('remove', '--stage', 'prod', '--yes', '--force');
    const { code, stdout, stderr } = await world.run('remove', '--stage', 'prod', '--yes');

    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'nothing is left of pipebell-prod in 111122223333 / eu-central-1\n',
      stderr: '',
    });
  });
});

describe('pipebell remove, before it deletes', () => {
  test.each([
    ['UPDATE_COMPLETE' as const, 'run npx serverless remove --stage prod first, then this command again'],
    ['DELETE_IN_PROGRESS' as const, 'wait until it is gone, then run this command again'],
  ])('refuses while the stack is in state %s', async (StackStatus, next) => {
    const { world, left } = openLeft();
    fill(left);
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ StackStatus })] });

    const { code, stderr } = await world.run('remove', '--stage', 'prod', '--yes');

    expect(code).toBe(1);
    expect(stderr).toContain(`${StackStatus}): ${next}\n`);
    expect(left.deletions).toEqual([]);
  });

  test('asks for the name of the stage, and deletes nothing for another answer', async () => {
    const { world, left } = openLeft();
    fill(left);
    world.answer = 'yes';

    const { code, stderr } = await world.run('remove', '--stage', 'prod');

    expect(code).toBe(1);
    expect(world.questions).toEqual([
      'Delete 3 parameters, 1 secret, 1 log group, 1 queue of pipebell-prod in 111122223333 / eu-central-1? ' +
        'Type the name of the stage (prod)',
    ]);
    expect(stderr).toMatch(/stopped: the answer is not prod, nothing was deleted\n$/);
    expect(left.deletions).toEqual([]);
  });

  test('deletes after the name of the stage was typed', async () => {
    const { world, left } = openLeft();
    left.parameters.add('/pipebell/prod/settings');
    world.answer = 'prod';

    expect((await world.run('remove', '--stage', 'prod')).code).toBe(0);
    expect(left.parameters.size).toBe(0);
  });

  test('needs --yes without a terminal', async () => {
    const { world, left } = openLeft();
    fill(left);

    const { code, stderr } = await world.run('remove', '--stage', 'prod');

    expect(code).toBe(2);
    expect(stderr).toContain('not a terminal: pass --yes');
    expect(left.deletions).toEqual([]);
  });

  test('lists everything with --dry-run, and deletes nothing', async () => {
    const { world, left } = openLeft();
    fill(left);
    left.queues.set(OLD_QUEUE, 4);

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--dry-run');

    expect(code).toBe(0);
    expect(stdout).toBe(
      'this is left of pipebell-prod in 111122223333 / eu-central-1\n' +
        'parameters in Parameter Store:\n' +
        '  /pipebell/prod/settings\n  /pipebell/prod/targets/team-web\n  /pipebell/prod/secrets/team.web/url\n' +
        `secrets in Secrets Manager:\n  ${SECRET}\n` +
        `log groups:\n  ${ROUTER_LOGS}\n` +
        `queues:\n  ${OLD_QUEUE} (holds about 4 messages)\n`,
    );
    expect(left.deletions).toEqual([]);
  });

  test('leaves the resources of an existing stack out of --dry-run', async () => {
    const { world, left } = openLeft();
    fill(left);
    left.queues.set('pipebell-prod-deliveries.fifo', 2);
    const { answers } = world.stage;
    answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack()] });
    const ids = [ROUTER_LOGS, 'https://sqs.example/1/pipebell-prod-deliveries.fifo'];
    answers['cloudformation ListStackResources'] = () => ({
      StackResourceSummaries: ids.map((PhysicalResourceId) => ({
        LogicalResourceId: 'Any',
        ResourceType: 'Any',
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: NOW,
        PhysicalResourceId,
      })),
    });

    const { stdout } = await world.run('remove', '--stage', 'prod', '--dry-run', '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      stack: true,
      found: { parameters: { length: 3 }, secrets: [SECRET], logGroups: [], queues: [OLD_QUEUE] },
      unlisted: [],
    });
  });
});

describe('pipebell remove, when AWS refuses', () => {
  test('goes on after a parameter that may not be deleted, and ends with 3', async () => {
    const { world, left } = openLeft();
    fill(left);
    const remove = world.stage.answers['ssm DeleteParameters'];
    world.stage.answers['ssm DeleteParameters'] = (input) =>
      input.Names?.includes('/pipebell/prod/settings') ? 'AccessDeniedException' : (remove?.(input) ?? {});

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--yes', '--force');

    expect(code).toBe(3);
    expect(stdout).toContain('deleted: 2 parameters, 1 secret, 1 log group, 1 queue\n');
    expect(stdout).toContain('left: /pipebell/prod/settings: ssm DeleteParameters: AccessDeniedException');
    expect(stdout).toContain(
      'something is left of pipebell-prod in 111122223333 / eu-central-1: run the command again\n',
    );
    expect(everything(left)).toEqual(['/pipebell/prod/settings']);
  });

  test('repeats throttled calls', async () => {
    const { world, left } = openLeft();
    fill(left);
    let refusals = 4;
    for (const name of ['ssm DeleteParameters', 'logs DeleteLogGroup'] as const) {
      const answer = world.stage.answers[name] as (input: object) => object | string;
      world.stage.answers[name] = (input: object) => (refusals-- > 0 ? 'ThrottlingException' : answer(input)) as object;
    }

    const { code } = await world.run('remove', '--stage', 'prod', '--yes', '--force');

    expect(code).toBe(0);
    expect(everything(left)).toEqual([]);
  });

  test('gives a call up that is always throttled', async () => {
    const { world, left } = openLeft();
    fill(left);
    world.stage.answers['ssm DeleteParameters'] = () => 'ThrottlingException';

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--yes', '--json');

    expect(code).toBe(3);
    const { deleted, scheduled, left: rest } = JSON.parse(stdout);
    expect(deleted).toEqual({ parameters: [], secrets: [], logGroups: [ROUTER_LOGS], queues: [OLD_QUEUE] });
    expect(scheduled).toEqual([SECRET]);
    expect(rest).toHaveLength(3);
    expect(rest[0]).toMatchObject({ kind: 'parameters', name: '/pipebell/prod/settings' });
  });

  test('reports parameters whose deletion AWS did not confirm', async () => {
    const { world, left } = openLeft();
    fill(left);
    world.stage.answers['ssm DeleteParameters'] = () => ({ DeletedParameters: ['/pipebell/prod/settings'] });

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--yes');

    expect(code).toBe(3);
    expect(stdout).toContain('left: /pipebell/prod/targets/team-web: AWS did not confirm the deletion');
    expect(stdout).not.toContain('left: /pipebell/prod/settings');
  });

  test('deletes the rest if one kind may not be listed, and ends with 3', async () => {
    const { world, left } = openLeft();
    fill(left);
    world.stage.answers['secretsmanager ListSecrets'] = () => 'AccessDeniedException';

    const { code, stderr } = await world.run('remove', '--stage', 'prod', '--yes');

    expect(code).toBe(3);
    expect(stderr).toContain(
      'secrets in Secrets Manager could not be listed: secretsmanager ListSecrets: AccessDenied',
    );
    expect(everything(left)).toEqual([SECRET]);
  });

  test('fails if nothing may be listed or the stack may not be looked at', async () => {
    const { world, left } = openLeft();
    const names = [
      'ssm DescribeParameters',
      'secretsmanager ListSecrets',
      'logs DescribeLogGroups',
      'sqs GetQueueUrl',
    ] as const;
    for (const name of names) world.stage.answers[name] = () => 'AccessDeniedException';
    expect((await world.run('remove', '--stage', 'prod', '--yes')).code).toBe(1);

    const other = openLeft();
    fill(other.left);
    other.world.stage.answers['cloudformation DescribeStacks'] = () => 'AccessDenied';
    expect((await other.world.run('remove', '--stage', 'prod', '--yes')).code).toBe(1);
    expect([...left.deletions, ...other.left.deletions]).toEqual([]);
  });

  test('accepts that a log group disappears meanwhile', async () => {
    const { world, left } = openLeft();
    fill(left);
    world.stage.answers['logs DeleteLogGroup'] = () => 'ResourceNotFoundException';

    expect((await world.run('remove', '--stage', 'prod', '--yes')).code).toBe(0);
  });

  test('stops after Ctrl-C and reports what is left', async () => {
    const { world, left } = openLeft();
    for (let at = 0; at < 15; at++) left.parameters.add(`/pipebell/prod/targets/team-${at}`);
    const remove = world.stage.answers['ssm DeleteParameters'];
    world.stage.answers['ssm DeleteParameters'] = (input) => {
      world.stop.abort();
      return remove?.(input) ?? {};
    };

    const { code, stdout } = await world.run('remove', '--stage', 'prod', '--yes');

    expect(code).toBe(3);
    expect(stdout).toContain(
      'deleted: 10 parameters\nleft: /pipebell/prod/targets/team-10: the command was stopped before',
    );
    expect(left.parameters.size).toBe(5);
  });
});
