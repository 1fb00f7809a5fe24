import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { installApart } from '../npm.ts';

/** What a role asks for. */
export interface Question {
  /** Name of the policy that decides. */
  readonly policy: string;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account of the resource. */
  readonly accountId: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The policy of the resource, where it has to allow the call too. */
  readonly resourcePolicy?: object;
}

/** A result of AWS's evaluation, or a text that begins with `Error`. */
export type Result = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied' | `Error: ${string}`;

const SOURCE = join(import.meta.dirname, 'simulator');
const FILES = ['package.json', 'package-lock.json', 'main.mjs'];

/** Apart from the project's packages, because its licence (AGPL) is not one of a dependency of this project. */
const install = (): Promise<string> => installApart('iam-simulate', SOURCE, FILES);

/** What the simulator does not have. Names of the same kind, which it has, take their places in policies and questions. */
const STAND_INS: readonly (readonly [missing: string, known: string])[] = [
  // It drops these condition keys from a request.
  ['kms:EncryptionContext:', 'aws:PrincipalTag/'],
  // AWS's list of IAM actions lacks this one: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
  ['cloudwatch:DescribeAlarmContributors', 'cloudwatch:DescribeAlarms'],
];

/**
 * Evaluates policies as IAM does.
 * @param policies by name.
 * @throws Error if the simulator cannot be installed, or fails.
 */
export const simulate = async (
  policies: Readonly<Record<string, object>>,
  questions: readonly Question[],
): Promise<Result[]> => {
  const folder = await install();
  const input = STAND_INS.reduce(
    (json, [missing, known]) => json.replaceAll(missing, known),
    JSON.stringify({ policies, questions }),
  );
  const simulator = spawn(process.execPath, [join(folder, 'main.mjs')]);
  const ended = new Promise<number | null>((done, fail) => simulator.once('close', done).once('error', fail));
  // A program that fails early closes its input. Its exit code is what counts.
  simulator.stdin.on('error', () => {}).end(input);
  const [output, errors, code] = await Promise.all([text(simulator.stdout), text(simulator.stderr), ended]);
  if (code !== 0) throw new Error(`the simulator failed: ${errors.trim().split('\n').slice(-4).join('\n')}`);
  return JSON.parse(output);
};
