import { GOOD_RUN, type Push, STORY } from '../events/shared/codepipeline-story.ts';

/** The runs of the stories. `ago` is the time some minutes before `now`. */
export const storyRuns = (now: Date) => {
  const ago = (count: number): Date => new Date(now.getTime() - count * 60_000);
  const run = (startedMinutesAgo: number, execution: string, commit: Push) => ({
    pipeline: 'shop-prod',
    execution,
    startedAt: ago(startedMinutesAgo),
    ...commit,
  });
  const good = run(115, GOOD_RUN, STORY.good);
  const first = run(75, '7c0d8f52-3a4b-4e6d-9d0e-51b7a2c4f613', STORY.broken);
  const second = run(45, 'a95b1e3d-0f2c-47d8-b6e4-82c1d7f09a64', STORY.second);
  const third = run(12, '0d6f2b8a-91c3-4e57-8a2d-f4b5c6e7d819', STORY.fix);
  const checks = { pipeline: 'pr-checks', startedAt: ago(30) };
  const slot = {
    ...checks,
    execution: '4f0e9d8c-7b6a-4594-8372',
    branch: 'feature/delivery-slot',
    pullRequest: '7',
    ...STORY.third,
  };
  const typo = {
    ...checks,
    execution: '8a7b6c5d-4e3f-4201-9182',
    branch: 'fix/typo',
    pullRequest: '8',
    ...STORY.second,
  };
  const rejected = { ...run(40, 'c3d4e5f6-0718-4293-a4b5-c6d7e8f90a1b', STORY.fix), pipeline: 'api-prod' };
  const api = { pipeline: 'api-prod', execution: 'b2a91e07-6f58-4c3d-8e12-0a9d7c6b5e4f', startedAt: ago(14) };

  return { ago, good, first, second, third, api, rejected, slot, typo };
};
