/** Whether a trigger starts a rollback. @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html */
export const isRollback = (type: string | undefined): boolean => /Rollback$/.test(type ?? '');
