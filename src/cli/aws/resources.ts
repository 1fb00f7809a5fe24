import { stackName } from '../../model/stack.ts';
import { allPages, type Call, OperationError } from './operations.ts';

/** A resource that a stack made. */
export interface Resource {
  readonly type: string;
  /** The name by which AWS knows it, or its ARN. */
  readonly id: string;
  readonly status: string;
}

/** Everything that the stack of a stage made. */
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

/** The names of what a stack made of one type. */
export const namesOf = (resources: readonly Resource[], type: string): string[] =>
  resources.filter((resource) => resource.type === type).map(({ id }) => nameOf(id));

/**
 * Of what bears a stage's prefix that which is its own: `pipebell-prod-` begins the names of a stage `prod-eu` too.
 * Where the stack's resources may not be listed the prefix must do.
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
