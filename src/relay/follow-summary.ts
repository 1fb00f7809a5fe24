import type { Conversation } from '../model/conversation.ts';
import { queueBody } from '../model/delivery.ts';
import { asideLane } from '../model/lane.ts';
import type { Snapshot } from '../model/ledger.ts';
import type { OpenTarget } from '../model/platform.ts';
import { summaryKey } from './conversations-of.ts';
import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { firstSentAt, type Job } from './received.ts';
import { isSummary } from './summary-delivery.ts';
import { tellInConversation } from './tell.ts';

/**
 * Updates the messages about what a summary tells, and notes that the summary takes further news of the incidents that
 * it tells. An update that cannot be made now goes on in a lane of its own. It never rejects.
 */
export const followSummary = async (
  lane: LaneMemo,
  told: readonly Job[],
  snapshot: Snapshot,
  { on }: OpenTarget,
  conversation: Conversation,
  ports: LanePorts,
): Promise<void> => {
  for (const { delivery, message } of told) {
    if (!delivery || isSummary(delivery)) continue;
    const row = snapshot.delivery(delivery.id);
    const summary = row?.state === 'summary' ? row.summary : lane.state.summary?.id;
    const update = { ...delivery, updateOnly: true } as const;
    const outcome = await tellInConversation(
      update,
      { conversation, on },
      {
        isRepeat: false,
        queuedAt: new Date(firstSentAt(message)),
        ...(summary !== undefined && { inSummary: summaryKey(lane.target, summary) }),
      },
      ports,
    );
    if (outcome.kind !== 'retry') continue;
    try {
      const body = queueBody(update);
      await ports.sendTo(asideLane(delivery), { body, firstSentAt: new Date(firstSentAt(message)) }, delivery.id);
    } catch (error) {
      ports.notice({ kind: 'queue-failed', lane: lane.name, error });
    }
  }
};
