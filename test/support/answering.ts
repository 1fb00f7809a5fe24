import type { AwsCall } from '../../src/aws/call.ts';

/** AWS that gives one answer to every call, and the arguments of each call. */
export const answering = (output: unknown) => {
  const calls: unknown[] = [];
  const call: AwsCall = async (...args) => {
    calls.push(args);
    return output;
  };
  return { call, calls };
};
