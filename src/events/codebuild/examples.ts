import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';
import { CODEBUILD, PHASE_CHANGE, STATE_CHANGE } from './event.ts';

const PROJECT = 'web-tests';
/** The session in which CodeBuild starts the builds of a batch. */
const BATCH_ROLE = 'web-tests-batch/AWSCodeBuild-51f0c2a8-7be4-4d09-a3c6-2f9d80e1b745';
const REASON = 'COMMAND_EXECUTION_ERROR: Error while executing command: npm test. Reason: exit status 1';

/** A time in CodeBuild's form: `Sep 1, 2017 4:12:29 PM`. */
const written = (time: Date): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
    .format(time)
    .replace(/(\d{4}), /, '$1 ')
    .replace(/\s(?=[AP]M$)/, ' ');

const phase = (type: string, status: string, start: Date, end: Date) => ({
  'phase-context': [status === 'FAILED' ? REASON : ': '],
  'start-time': written(start),
  'end-time': written(end),
  'duration-in-seconds': (end.getTime() - start.getTime()) / 1000,
  'phase-type': type,
  'phase-status': status,
});

interface BuildFacts {
  now: Date;
  status: string;
  initiator?: string;
  /** The build is this one of a batch. */
  child?: string;
}

/** The facts of a build that each of its events contains. */
const information = (id: string, { now, status, initiator = 'GitHub-Hookshot/8c31f6e', child }: BuildFacts) => {
  const [start, tested] = [minutesBefore(now, 4), minutesBefore(now, 0.5)];
  const isOver = status !== 'IN_PROGRESS';
  const group = `/aws/codebuild/${PROJECT}`;
  const console = `https://console.aws.amazon.com/cloudwatch/home?region=${REGION}#logEvent:`;
  const isJob = initiator.startsWith('codepipeline/');
  return {
    artifact: { location: '' },
    environment: {
      image: 'aws/codebuild/standard:7.0',
      'privileged-mode': false,
      'compute-type': 'BUILD_GENERAL1_SMALL',
      type: 'LINUX_CONTAINER',
      'environment-variables': [
        { name: 'STAGE', type: 'PLAINTEXT', value: 'test' },
        ...(child ? [{ name: 'CODEBUILD_BATCH_BUILD_IDENTIFIER', type: 'PLAINTEXT', value: child }] : []),
      ],
    },
    'timeout-in-minutes': 60,
    'build-complete': isOver,
    'build-number': 118,
    initiator,
    'build-start-time': written(start),
    source: isJob
      ? { type: 'CODEPIPELINE' }
      : { type: 'GITHUB', location: 'https://github.com/example-org/shop.git', 'git-clone-depth': 1 },
    ...(!isJob && { 'source-version': 'refs/heads/main^{3f9c1d7a52be60418c7d9e0f4b2a6c8d1e5f7093}' }),
    logs: isOver
      ? { 'group-name': group, 'stream-name': id, 'deep-link': `${console}group=${group};stream=${id}` }
      : { 'deep-link': `${console}group=null;stream=null` },
    ...(isOver && {
      phases: [
        phase('DOWNLOAD_SOURCE', 'SUCCEEDED', start, start),
        phase('BUILD', status, start, tested),
        { 'start-time': written(now), 'phase-type': 'COMPLETED' },
      ],
    }),
  };
};

const event = (detailType: string, at: Date, facts: BuildFacts, detail: object) => {
  const id = crypto.randomUUID();
  const arn = `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/${PROJECT}:${id}`;
  const common = { 'project-name': PROJECT, 'build-id': arn, 'additional-information': information(id, facts) };
  return exampleEvent({
    source: CODEBUILD,
    detailType,
    at,
    resources: [arn],
    detail: { ...common, ...detail, version: '1' },
  });
};

const stateEvent = (facts: BuildFacts) =>
  event(STATE_CHANGE, facts.now, facts, {
    'build-status': facts.status,
    'current-phase': facts.status === 'IN_PROGRESS' ? 'SUBMITTED' : 'COMPLETED',
    'current-phase-context': '[: ]',
  });

/** The event of a phase has the time of the phase's start. */
const phaseFailedEvent = (now: Date) => {
  const [start, end] = [minutesBefore(now, 4), minutesBefore(now, 0.5)];
  return event(
    PHASE_CHANGE,
    start,
    { now, status: 'FAILED' },
    {
      'completed-phase': 'BUILD',
      'completed-phase-status': 'FAILED',
      'completed-phase-context': `[${REASON}]`,
      'completed-phase-duration-seconds': 210,
      'completed-phase-start': written(start),
      'completed-phase-end': written(end),
    },
  );
};

/** The examples of the source `codebuild`. */
export const codebuildExamples = (now: Date): readonly Example[] => [
  jsonExample('codebuild-failed', stateEvent({ now, status: 'FAILED' })),
  jsonExample('codebuild-started', stateEvent({ now, status: 'IN_PROGRESS' })),
  jsonExample('codebuild-succeeded', stateEvent({ now, status: 'SUCCEEDED' })),
  jsonExample(
    'codebuild-batch-failed',
    stateEvent({ now, status: 'FAILED', initiator: BATCH_ROLE, child: 'linux_node18' }),
  ),
  jsonExample('codebuild-job-failed', stateEvent({ now, status: 'FAILED', initiator: 'codepipeline/shop-prod' })),
  jsonExample('codebuild-phase-failed', phaseFailedEvent(now)),
];
