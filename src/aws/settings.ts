import * as z from 'zod/mini';
import { ConfigError } from '../model/errors.ts';
import { describeIssues } from '../model/issues.ts';
import { Settings } from '../model/settings.ts';
import { parseJson } from '../text/json.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

const FRESH_MS = 60_000;

const Output = z.object({ Parameter: z.object({ Value: z.string() }) });

/** @throws ConfigError that names the wrong fields. */
const parse = (json: string): Settings => {
  const raw = parseJson(json);
  if (raw === undefined) throw new ConfigError(['not valid JSON']);
  const parsed = Settings.safeParse(raw);
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
  return parsed.data;
};

/**
 * Reads the settings from a parameter that need not exist, and caches them for a minute.
 * They contain names only. If they are invalid or cannot be read, the last valid settings, or none, are used.
 */
export const createSettings = ({
  call,
  name,
  report,
  now = () => new Date(),
}: {
  call: AwsCall;
  name: string;
  report: (error: unknown) => void;
  now?: () => Date;
}): (() => Promise<Settings>) => {
  let current: Settings = {};
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Settings> | undefined;
  const read = async (): Promise<Settings> => {
    try {
      const output = await call('ssm', 'GetParameter', { Name: name, WithDecryption: true });
      current = parse(readAnswer(Output, 'ssm', 'GetParameter', output).Parameter.Value);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ParameterNotFound') current = {};
      else report(error);
    }
    return current;
  };
  return () => {
    if (!reading || now().getTime() - readAt >= FRESH_MS) {
      readAt = now().getTime();
      reading = read();
    }
    return reading;
  };
};
