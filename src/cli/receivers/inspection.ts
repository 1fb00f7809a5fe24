import type { HttpReply } from '../../model/http.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { OpenTarget } from '../../model/platform.ts';

/** Something that keeps a target from working, or from working as its fields ask. */
export interface Finding {
  readonly verdict: 'warning' | 'fault';
  readonly message: string;
  /** A command, or a step on a page of the platform. */
  readonly fix: string;
}

/** What a platform answered about a target. No text holds a secret. */
export interface Inspection {
  /** Who posts, and where, as far as the platform says it. */
  readonly identity?: string | undefined;
  /** The platform does not accept the token or the webhook: no message can be delivered. */
  readonly isRefused: boolean;
  readonly findings: readonly Finding[];
}

/** A target to inspect. */
export interface Subject {
  readonly name: string;
  /** Makes the command line of a command of Pipebell for the stage of the target. */
  readonly command: (words: string) => string;
  /** As it is stored, with references. */
  readonly raw: unknown;
  /** With its secrets. */
  readonly whole: Readonly<Record<string, unknown>>;
  readonly opened: OpenTarget;
  /** `false` if the target is not written yet. */
  readonly isStored: boolean;
}

/** The inspection of a target whose platform gave no answer, or that of something else. */
export const unanswered = (platform: string, reply: HttpReply | Outcome): Inspection => {
  const why = 'kind' in reply && 'reason' in reply ? reply.reason : `status ${reply.status}`;
  const message = `${platform} was asked about the target and gave no usable answer (${why})`;
  const fix = 'check the network and the status page of the platform, then try again';
  return { isRefused: false, findings: [{ verdict: 'warning', message, fix }] };
};
