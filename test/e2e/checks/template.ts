import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { CODE_BUCKET } from '../../../scripts/standalone-template.ts';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';

const THERE = 'e2e-template';

const BUCKET = 'the-code-of-a-team';

/** Runs `npm run template`. @returns the files that it writes, by name. */
const writtenFiles = async (): Promise<Record<string, Buffer>> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-e2e-template-'));
  try {
    const options = [`--stage=${THERE}`, `--out=${folder}`, '--param=allowPrivateTargets=true'];
    await promisify(execFile)(process.execPath, ['scripts/template.ts', ...options]);
    const names = await readdir(folder);
    const files = names.map(async (name) => [`pipebell/${name}`, await readFile(join(folder, name))] as const);
    return Object.fromEntries(await Promise.all(files));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

export const template: Check[] = [
  {
    name: 'a stack that CloudFormation creates from the template alone delivers events',
    async prepare({ aws, emulator, receiver, pipebell }) {
      const inbox = receiver.inbox('template');

      return async () => {
        await aws.createBucket(BUCKET, await writtenFiles());
        const url = `${emulator.endpoint}/${BUCKET}/pipebell/template.json`;
        await aws.createStack(`pipebell-${THERE}`, url, { [CODE_BUCKET]: BUCKET });
        const { TargetsPath, TopicArn, ...others } = await aws.outputs(`pipebell-${THERE}`);
        assert.ok(!('ServerlessDeploymentBucketName' in others));
        const Value = JSON.stringify({ platform: 'webhook', url: inbox.url, on: ['failed', 'message'] });
        await aws.ssm.send(new PutParameterCommand({ Name: `${TargetsPath}/team`, Value, Type: 'SecureString' }));

        await aws.putEvents(stateChange('pipeline', 'e2e-template', 'FAILED'));
        await inbox.wait(1);
        await aws.sns.send(new PublishCommand({ TopicArn, Message: 'published to the topic' }));
        const [failed] = await inbox.wait(2);
        assert.equal(JSON.parse(failed?.body ?? '').data.pipeline.name, 'e2e-template');
        const { code, stdout, stderr } = await pipebell(['targets', 'list', '--json'], '', THERE);
        assert.equal(code, 0, stderr);
        assert.ok(stdout.includes('team'));

        await aws.deleteStack(`pipebell-${THERE}`);
        const removed = await pipebell(['remove', '--json', '--yes'], '', THERE);
        assert.equal(removed.code, 0, removed.stderr);
      };
    },
  },
];
