import { stackName } from '../../model/stack.ts';
import { allPages, type Call, OperationError } from './operations.ts';

/** A resource of a stack. */
export interface Resource {
  readonly type: string;
  /** Its physical name or ARN. */
  readonly id: string;
  readonly status: string;
}

/** Every resource of a stage's stack. */
export const stackResources = async (call: Call, stage: string): Promise<Resource[]> => {
  const found = await allPages(async (token) => {
    const page = await call('cloudformation ListStackResources', { StackName: stackName(stage), ...token });
    return [page.StackResourceSummaries, page.NextToken];
  });
  return found.map(({ ResourceType = '', PhysicalResourceId = '', ResourceStatus = '' }) => ({
    type: ResourceType,
    id: PhysicalResourceId,
    status: ResourceStatus,
  }));
};

/** A rule's id is its name, or an ARN or a `bus|name` that ends with it. */
const nameOf = (id: string): string => id.split(/[/|:]/).at(-1) ?? '';

/** The names of a stack's resources of one type. */
export const namesOf = (resources: readonly Resource[], type: string): string[] =>
  resources.filter((resource) => resource.type === type).map(({ id }) => nameOf(id));

/**
 * Keeps the items that belong to a stage's stack: names of the stage `prod-eu` start with `pipebell-prod-` too.
 * If the stack's resources may not be listed, all items are kept.
 */
export const ofStage = async <Item extends { readonly name: string }>(
  call: Call,
  { stage, type }: { stage: string; type: string },
  items: readonly Item[],
): Promise<Item[]> => {
  try {
    const own = namesOf(await stackResources(call, stage), type);
    return items.filter(({ name }) => own.includes(name));
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return [...items];
  }
};
