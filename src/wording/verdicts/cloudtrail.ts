import type { Values, Verdicts } from './verdict.ts';

/** What a call does, in the past tense and as an infinitive. */
const VERBS: Readonly<Record<string, readonly [past: string, infinitive: string]>> = {
  CreatePipeline: ['created', 'create'],
  DeletePipeline: ['deleted', 'delete'],
  DisableStageTransition: ['disabled', 'disable'],
  EnableStageTransition: ['enabled', 'enable'],
  OverrideStageCondition: ['overrode', 'override'],
  PutApprovalResult: ['answered', 'answer'],
  RetryStageExecution: ['retried', 'retry'],
  RollbackStage: ['rolled back', 'roll back'],
  StartPipelineExecution: ['started', 'start'],
  StopPipelineExecution: ['stopped', 'stop'],
  UpdatePipeline: ['changed', 'change'],
};

/** `pipeline shop`, or `the inbound transition of shop › Deploy`. */
const object = ({ call = '', pipeline = '', stage = '', action = '', part = '' }: Values): string => {
  const path = [pipeline, stage, action].filter(Boolean).join(' › ');
  if (/StageTransition$/.test(String(call))) return `the ${[part, 'transition'].filter(Boolean).join(' ')} of ${path}`;
  if (call === 'OverrideStageCondition') return `the ${[part, 'condition'].filter(Boolean).join(' ')} of ${path}`;
  return stage ? path : `pipeline ${path}`;
};

/** An account without a name is called by its number. */
const who = ({ who: name = '' }: Values): string =>
  name === ''
    ? 'Somebody'
    : /^\d{12}$/.test(String(name))
      ? `Account ${name}`
      : String(name).replace(/^role /, 'Role ');

const verbs = (call: string | number): readonly [string, string] =>
  (Object.hasOwn(VERBS, call) && VERBS[call]) || [
    `called ${call || 'an operation'} on`,
    `call ${call || 'an operation'} on`,
  ];

export const CLOUDTRAIL: Verdicts = {
  call: (_, values) => {
    const { call = '', answer = '', version = '' } = values;
    const past = call === 'PutApprovalResult' && answer ? answer : verbs(call)[0];
    return `${who(values)} ${past} ${object(values)}${version === '' ? '' : ` (version ${version})`}`;
  },
  'call-refused': (_, values) => `${who(values)} could not ${verbs(values.call ?? '')[1]} ${object(values)}`,
};
