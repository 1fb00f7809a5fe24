import { Hono } from 'hono';
import * as z from 'zod';
import { describeIssues } from '../model/issues.ts';
import type { Api, Catalogue } from './api.ts';
import { readJson } from './body.ts';
import { readCatalogue, readSample } from './catalogue.ts';
import { EventInput, readShown } from './event-text.ts';
import type { Flow } from './flow.ts';
import type { Fault, ReceiverMode } from './flow-api.ts';
import { FAULTS, RECEIVER_MODES } from './receiver-modes.ts';
import { type Env, RefusalError, toProblem } from './refusal.ts';
import { explanationOf, previewOf } from './routing.ts';
import type { Stream } from './stream.ts';
import type { Targets } from './targets.ts';

interface Parts {
  readonly targets: Targets;
  readonly flow: Flow;
  readonly stream: Stream;
  readonly now: () => Date;
}

type Name = keyof Api;
/** Registers one route of the contract. */
type Register = (app: Hono<Env>) => void;

const empty = z.object({});
const named = z.object({ name: z.string() });
const target = z.object({ name: z.string(), target: z.record(z.string(), z.unknown()) });
const mode = z.object({ target: z.string(), mode: z.enum(Object.keys(RECEIVER_MODES) as [ReceiverMode]) });
const fault = z.object({ fault: z.enum(Object.keys(FAULTS) as [Fault]), on: z.boolean() });
const skip = z.object({ hours: z.number().positive().max(24).optional() });
const deadLetter = z.object({ id: z.string().optional() });

/** A route of the contract, which checks its input first: the query of a GET, the body of a POST. */
const route = <Route extends Name, Input>(
  name: Route,
  input: z.ZodType<Input>,
  answer: (sent: Input) => Api[Route]['answer'] | Promise<Api[Route]['answer']>,
): Register => {
  const [method = '', path = ''] = name.split(' ');
  return (app) =>
    app.on(method, path, async (c) => {
      const parsed = input.safeParse(method === 'POST' ? await readJson(c) : c.req.query());
      if (parsed.success) return c.json(await answer(parsed.data));
      const problems = describeIssues(parsed.error.issues).map(toProblem);
      throw new RefusalError(400, 'The request is not valid.', problems);
    });
};

/** Events have whole seconds, so that events of the same second have no order. */
const EVENT_INTERVAL_MS = 1000;

/** Times of which each is at least a second later than the one before. */
const increasing = (now: () => Date): (() => Date) => {
  let latest = 0;
  return () => {
    latest = Math.max(now().getTime(), latest + EVENT_INTERVAL_MS);
    return new Date(latest);
  };
};

const routesOfTargets = ({ targets, now }: Parts): Register[] => {
  const sampleTime = increasing(now);
  let catalogue: Promise<Catalogue> | undefined;
  return [
    route('GET /api/catalogue', empty, () => {
      catalogue ??= readCatalogue(now());
      return catalogue;
    }),
    route('GET /api/sample', named, ({ name }) => readSample(name, sampleTime())),
    route('POST /api/preview', EventInput, async (event) => previewOf(await readShown(event, now()), now())),
    route('POST /api/explain', EventInput, async (event) =>
      explanationOf(targets.all(), await readShown(event, now())),
    ),
    route('GET /api/targets', empty, () => targets.view()),
    route('POST /api/targets/create', target, (sent) => targets.create(sent.name, sent.target)),
    route('POST /api/targets/update', target, (sent) => targets.update(sent.name, sent.target)),
    route('POST /api/targets/delete', named, async ({ name }) => {
      await targets.remove(name);
      return targets.view();
    }),
    route('POST /api/targets/reset', empty, async () => {
      await targets.reset();
      return targets.view();
    }),
  ];
};

const routesOfFlow = ({ flow, stream }: Parts): Register[] => [
  route('GET /api/flow', empty, () => flow.snapshot()),
  route('GET /api/flow/payload', z.object({ id: z.string() }), ({ id }) => flow.payload(id)),
  route('GET /api/flow/message', z.object({ target: z.string(), id: z.string() }), ({ target: of, id }) =>
    flow.message(of, id),
  ),
  route('POST /api/flow/publish', EventInput, async (event) => ({ id: await flow.publish(event) })),
  route('POST /api/flow/mode', mode, (sent) => flow.setMode(sent.target, sent.mode)),
  route('POST /api/flow/fault', fault, (sent) => flow.setFault(sent.fault, sent.on)),
  route('POST /api/flow/skip', skip, async ({ hours }) => ({ now: (await flow.skip(hours)).toISOString() })),
  route('POST /api/flow/redrive', deadLetter, ({ id }) => ({ sent: flow.redrive(id) })),
  route('POST /api/flow/reset', empty, async () => {
    const snapshot = await flow.reset();
    stream.send('snapshot', snapshot);
    return snapshot;
  }),
];

/** Every route of the contract. */
export const createRoutes = (parts: Parts): Hono<Env> => {
  const app = new Hono<Env>();
  for (const register of [...routesOfTargets(parts), ...routesOfFlow(parts)]) register(app);
  return app.get('/api/flow/events', (c) => parts.stream.join(c));
};
