import { fieldName } from '../model/issues.ts';
import { SHARED_SECRETS, secretsPath, secretsPrefix } from '../model/stack.ts';

/** The target that refers to a secret. */
export interface Referrer {
  /** The target's name. */
  readonly target: string;
  /** Without it the stage is not known, and a name may be of any stage. */
  readonly stage?: string | undefined;
  /** The fields that may hold a shared secret. @see Field.shared */
  readonly shared: readonly string[];
}

/**
 * The path under which Parameter Store returns the secrets of Secrets Manager.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export const SECRETS_MANAGER = '/aws/reference/secretsmanager/';

const PARAMETER = /^\/pipebell\/([^/]+)\/(?:secrets\/(.*))?/s;
const SECRET = /^\/aws\/reference\/secretsmanager\/pipebell\/([^/]+)\/(.*)/s;

/** A name below the names of a stage. */
interface Place {
  /** The folder of the stage's secrets, with `/` at its end. */
  readonly folder: string;
  /** The part of the name below that folder; `undefined` for a name that is not of a secret. */
  readonly rest: string | undefined;
}

const placeOf = (name: string, stage: string | undefined): Place | undefined => {
  const isParameter = !name.startsWith(SECRETS_MANAGER);
  const [, of, rest] = (isParameter ? PARAMETER : SECRET).exec(name) ?? [];
  if (of === undefined || (stage !== undefined && of !== stage)) return undefined;
  return { folder: isParameter ? `${secretsPath(of)}/` : secretsPrefix(of), rest };
};

/**
 * Decides whether a target may use a secret in a field. A secret in the folder of the target's name is its own. Any
 * other secret that the relay may read is shared, unless it is in the folder of another target.
 * @param name in Parameter Store, of a secret of Secrets Manager too.
 * @returns `own`, `shared`, or the problem in words, which quote the name of the secret's new place only.
 */
export const useOf = (
  name: string,
  path: readonly string[],
  { target, stage, shared }: Referrer,
): 'own' | 'shared' | { readonly problem: string } => {
  const [field = ''] = path;
  const problem = (words: string) => ({ problem: `${path.map(fieldName).join('.') || 'the target'}: ${words}` });
  const place = placeOf(name, stage);
  const isSecret = name.startsWith(SECRETS_MANAGER);
  const home = stage ?? '<stage>';
  const folder = `${place?.folder ?? (isSecret ? secretsPrefix(home) : `${secretsPath(home)}/`)}${target}/`;
  const [owner, ...below] = place?.rest?.split('/') ?? [];
  if (!place || (owner === SHARED_SECRETS && below.length > 0)) {
    if (shared.includes(field)) return 'shared';
    return problem(`a shared secret may only go to hosts that the platform fixes: use a secret below ${folder}`);
  }
  if (owner === undefined) return problem(`does not refer to a secret: use one below ${folder}`);
  if (below.length === 0) {
    const leaf = owner === target || owner === '' ? fieldName(field) : owner;
    return problem(`the secret is in no folder of a target: move it to ${folder}${leaf}`);
  }
  if (owner !== target) return problem(`the secret belongs to another target: use one below ${folder}`);
  return 'own';
};
