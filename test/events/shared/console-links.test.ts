import fc from 'fast-check';
import {
  approvalLink,
  consoleLink,
  executionLink,
  ownConsoleLink,
  pipelineLink,
} from '../../../src/events/shared/console-links.ts';
import { anyText } from '../../support/arbitraries.ts';

const approval = { pipeline: 'shop', stage: 'Release', action: 'SignOff', token: 'c2a7d9e1' };

describe('a console link', () => {
  test.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
    ['ap-southeast-7', 'https://ap-southeast-7.console.aws.amazon.com'],
    ['mx-central-1', 'https://mx-central-1.console.aws.amazon.com'],
    ['cn-northwest-1', 'https://cn-northwest-1.console.amazonaws.cn'],
    ['us-gov-east-1', 'https://us-gov-east-1.console.amazonaws-us-gov.com'],
  ])('in %s leads to %s', (region, console) => {
    expect(pipelineLink(region, 'shop')).toBe(`${console}/codesuite/codepipeline/pipelines/shop/view?region=${region}`);
  });

  test.each([
    undefined,
    '',
    'us-iso-east-1',
    'us-isob-east-1',
    'us-isof-south-1',
    'eu-isoe-west-1',
    'eusc-de-east-1',
    'cn-north-1.evil.example/',
    'cn-north-1#',
    'us-gov-west-1@evil.example',
    'EU-WEST-1',
    'eu-west-1 ',
    'eu-west-1\n',
    'region',
  ])('does not exist for the Region %j', (region) => {
    expect(pipelineLink(region, 'shop')).toBeUndefined();
    expect(approvalLink(region, approval)).toBeUndefined();
  });

  test('leads to an execution', () => {
    expect(executionLink('eu-west-1', 'shop', '7f6e5d4c')).toBe(
      'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/executions/7f6e5d4c/visualization?region=eu-west-1',
    );
  });

  test('leads to an approval’s review', () => {
    expect(approvalLink('eu-west-1', approval)).toBe(
      'https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/view?region=eu-west-1#/Release/SignOff/approve/c2a7d9e1',
    );
  });

  test('encodes names', () => {
    expect(pipelineLink('eu-west-1', 'a.b@c_d-e f/g?h#i')).toContain('/a.b%40c_d-e%20f%2Fg%3Fh%23i/view');
    expect(approvalLink('eu-west-1', { ...approval, stage: 'A/B', action: "it's (me)" })).toMatch(
      /#\/A%2FB\/it%27s%20%28me%29\/approve\/c2a7d9e1$/,
    );
  });

  test.each(['.', '..', ''])('does not exist for a pipeline called %j', (name) => {
    expect(pipelineLink('eu-west-1', name)).toBeUndefined();
  });

  test('leads to the right console or does not exist, for any name', () => {
    fc.assert(
      fc.property(anyText(), anyText(), anyText(), anyText(), (pipeline, stage, action, token) => {
        for (const link of [
          consoleLink('eu-west-1', [pipeline, stage]),
          executionLink('eu-west-1', pipeline, token),
          approvalLink('eu-west-1', { pipeline, stage, action, token }),
        ]) {
          if (link === undefined) continue;
          expect(new URL(link).host).toBe('eu-west-1.console.aws.amazon.com');
          expect(new URL(link).searchParams.get('region')).toBe('eu-west-1');
          expect(link).not.toMatch(/[<>|()[\]\s"'`*]/);
        }
      }),
    );
  });
});

test.each([
  'https://console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/view?region=eu-west-1#/Release/SignOff/approve/t',
  'https://eu-west-1.console.aws.amazon.com/codesuite',
  'https://cn-north-1.console.amazonaws.cn/codesuite',
  'https://console.amazonaws-us-gov.com/codesuite',
])('%s is a link to a console of AWS', (url) => {
  expect(ownConsoleLink(url)).toBe(url);
});
