/** A change that is not compatible with the previous version, and the failure that it must cause. */
export interface Break {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** The beginning of the name of a check that must fail. */
  readonly fails: string;
}

/** The positive controls of the upgrade test: `npm run upgrade -- --break NAME`. */
export const BREAKS: readonly Break[] = [
  {
    name: 'queue-message',
    edits: [
      { file: 'src/model/delivery.ts', from: 'if (version !== 1 ||', to: 'if ((version as number) !== 2 ||' },
      { file: 'src/relay/route.ts', from: '{ version: 1, id:', to: '{ version: 2 as 1, id:' },
    ],
    fails: 'waiting deliveries',
  },
  {
    name: 'queue-name',
    edits: [
      { file: 'infra/queues.yml', from: '-deliveries.fifo', to: '-waiting.fifo' },
      { file: 'src/model/stack.ts', from: '-deliveries.fifo', to: '-waiting.fifo' },
    ],
    fails: 'waiting deliveries',
  },
  {
    name: 'histories',
    edits: [{ file: 'src/aws/histories.ts', from: "stableId('h', key)", to: "stableId('h', ['2', ...key])" }],
    fails: 'a failure from before',
  },
  {
    name: 'delivery-ids',
    edits: [{ file: 'src/relay/route.ts', from: "stableId('d', [eventId", to: "stableId('d', ['2', eventId" }],
    fails: 'copies of events',
  },
  {
    name: 'conversations',
    edits: [
      { file: 'src/relay/conversations-of.ts', from: "stableId('c', [target, kind", to: "stableId('c', ['2', kind" },
    ],
    fails: 'a conversation',
  },
];
