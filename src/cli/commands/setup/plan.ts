/** What is known of a set-up, from options, from AWS, and from what was done in this run. */
export interface Found {
  readonly region?: string | undefined;
  /** The person confirmed account and Region. */
  readonly isConfirmed: boolean;
  readonly stage?: string | undefined;
  /** `undefined`: not looked at, or deployed since. */
  readonly isDeployed?: boolean | undefined;
  /** The names of the targets of the stage. */
  readonly targets: readonly string[];
  /** A target got a message: of the relay within the last days, or a test message. */
  readonly isTested: boolean;
  /** The exit code of `doctor`, once it ran. */
  readonly doctorCode?: number | undefined;
  /** Something was deployed or added in this run. */
  readonly hasChanged: boolean;
  /** Another target was offered and declined. */
  readonly isOffered: boolean;
}

export type StepName =
  | 'region'
  | 'account'
  | 'stage'
  | 'look'
  | 'deploy'
  | 'target'
  | 'test'
  | 'doctor'
  | 'offer'
  | 'finish';

/** Nothing is known. */
export const NOTHING: Found = { isConfirmed: false, targets: [], isTested: false, hasChanged: false, isOffered: false };

/** The next step, which depends on nothing but what exists: a set-up that was interrupted goes on where it was. */
export const nextStep = (found: Found): StepName => {
  if (found.region === undefined) return 'region';
  if (!found.isConfirmed) return 'account';
  if (found.stage === undefined) return 'stage';
  if (found.isDeployed === undefined) return 'look';
  if (!found.isDeployed) return 'deploy';
  if (found.targets.length === 0) return 'target';
  if (!found.isTested) return 'test';
  if (found.doctorCode === undefined) return 'doctor';
  return found.hasChanged || found.isOffered ? 'finish' : 'offer';
};
