import type { EnrichmentPorts } from '../../src/enrichment/ask.ts';
import { Cache } from '../../src/enrichment/cache.ts';
import { eventSources } from '../../src/events/index.ts';
import { theAnswers } from './fixtures.ts';

export const refusal = (code: string): Error => Object.assign(new Error(code), { code });

export interface FakeAws extends EnrichmentPorts {
  /** Every call so far, such as `codebuild BatchGetBuilds`, and its inputs. */
  readonly calls: string[];
  readonly inputs: object[];
  readonly answers: Record<string, unknown>;
  /** Reaches the deadline. */
  timeIsUp(): void;
  time: Date;
}

/**
 * A fake of AWS. An answer is a value, an Error that is thrown, or a function of the input. The deadline is reached only
 * when `timeIsUp` is called.
 */
export const fakeAws = (changes: Record<string, unknown> = {}): FakeAws => {
  let timeIsUp: () => void = () => undefined;
  const up = new Promise<void>((resolve) => {
    timeIsUp = resolve;
  });
  const aws: FakeAws = {
    calls: [],
    inputs: [],
    answers: { ...theAnswers(), ...changes },
    time: new Date('2026-04-08T14:20:06Z'),
    timeIsUp: () => timeIsUp(),
    cache: new Cache(),
    now: () => aws.time,
    sources: eventSources,
    deadline: () => up,
    call: async (service, operation, input) => {
      const name = `${service.name} ${operation}`;
      aws.calls.push(name);
      aws.inputs.push(input);
      const answer = aws.answers[name];
      const value = typeof answer === 'function' ? await answer(input) : answer;
      if (value instanceof Error) throw value;
      return value === undefined ? value : JSON.parse(JSON.stringify(value));
    },
  };
  return aws;
};
