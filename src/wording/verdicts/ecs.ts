import type { Verdicts } from './verdict.ts';

const CAUSES: Readonly<Record<string, string>> = {
  alarm: ' because of an alarm',
  'circuit-breaker': ' by the circuit breaker',
};

/** What a task lacks, by the code in the reason of a placement failure. */
const LACKS: Readonly<Record<string, string>> = {
  AGENT: 'no instance has a connected agent',
  ATTRIBUTE: 'no instance has the required attributes',
  CPU: 'no instance has enough CPU',
  ENI: 'no instance has a free network interface',
  FARGATE: 'Fargate has no capacity',
  FARGATE_SPOT: 'Fargate Spot has no capacity',
  GPU: 'no instance has a free GPU',
  MEMORY: 'no instance has enough memory',
  PORTS: 'no instance has the ports free',
};

const wordsFor = (table: Readonly<Record<string, string>>, code: string | number): string =>
  Object.hasOwn(table, code) ? (table[code] ?? '') : '';

export const ECS: Verdicts = {
  'ecs-rolling-back': (about, { cause = '' }) => `${about} is being rolled back${wordsFor(CAUSES, cause)}`,
  'ecs-tasks-do-not-start': (about) => `${about} cannot keep its tasks running`,
  'ecs-no-capacity': (about, { lacks = '' }) =>
    [`${about} cannot place a task`, wordsFor(LACKS, lacks) || lacks].filter(Boolean).join(': '),
  'ecs-task-configuration': (about) => `${about} cannot start a task as it is configured`,
  'ecs-placement-constraint': (about) => `${about} runs a task against its placement constraints`,
  'ecs-unhealthy-task': (about) => `${about} has an unhealthy task`,
  'ecs-unhealthy-target': (about) => `${about} has an unhealthy target`,
  'ecs-health-unknown': (about) => `${about} does not report the health of its tasks`,
  'ecs-throttled': (about) => `${about} is delayed by throttling`,
  'ecs-steady': (about) => `${about} is in a steady state`,
};
