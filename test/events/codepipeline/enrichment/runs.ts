/** One run in AWS's list. `minute` is its start after ten o'clock, it takes five minutes. */
export interface ListedRun {
  id: string;
  status: string;
  minute: number;
  /** Commits by the name of the source action. */
  sources?: Record<string, string>;
  more?: object;
}

const at = (minute: number): number => Date.parse('2026-04-08T10:00:00Z') / 1000 + minute * 60;

/** A commit id that begins with some letters and digits. */
export const sha = (start: string): string => start.padEnd(40, '0');

/** AWS's list of the runs, newest first. */
export const listed = (...runs: ListedRun[]) => ({
  'codepipeline ListPipelineExecutions': {
    pipelineExecutionSummaries: runs.map(({ id, status, minute, sources = {}, more }) => ({
      pipelineExecutionId: id,
      status,
      startTime: at(minute),
      lastUpdateTime: at(minute + 5),
      sourceRevisions: Object.entries(sources).map(([actionName, revisionId]) => ({ actionName, revisionId })),
      ...more,
    })),
  },
  // The list alone says what a run contains.
  'codepipeline GetPipelineExecution': { pipelineExecution: { artifactRevisions: [] } },
});

/** A source action of a run, with the branch that it fetched. */
export const fetchedBranch = (run: string, branch: string, commit = 'abc', actionName = 'Checkout') => ({
  pipelineExecutionId: run,
  actionExecutionId: `${run}-${actionName}`,
  stageName: 'Source',
  actionName,
  status: 'Succeeded',
  input: { actionTypeId: { category: 'Source', provider: 'CodeStarSourceConnection' } },
  output: { outputVariables: { CommitId: sha(commit), BranchName: branch, AuthorDisplayName: `Author of ${commit}` } },
});
