import { decide, type Properties } from './decided-template.ts';

/** The bucket that Serverless creates for its own uploads. A stack that it does not deploy needs none. */
const BUCKET = 'ServerlessDeploymentBucket';

/** The parameter of the template that names the bucket with the functions' code. */
export const CODE_BUCKET = 'CodeBucket';

/** Folder of the code in that bucket. */
const FOLDER = 'pipebell';

const withoutBucket = (part: Properties): Properties =>
  Object.fromEntries(Object.entries(part).filter(([id]) => !id.startsWith(BUCKET)));

/** The name of an archive in the template, such as `router.zip`. */
const archiveOf = ({ Properties }: Properties): string => String(Properties.Code.S3Key).split('/').at(-1) ?? '';

/**
 * Changes the template of `serverless package` into one that CloudFormation accepts without Serverless: the functions'
 * code is in a bucket that the parameter `CodeBucket` names, below `pipebell/`. The conditions are evaluated, because
 * Serverless has replaced the parameters by their values.
 * @param nameOf the name of an archive in that bucket. It has to change with the content, because CloudFormation updates a
 * function only if its properties change.
 * @throws Error if a part of the template still refers to the bucket of Serverless.
 */
export const standaloneTemplate = (packaged: Properties, nameOf: (archive: string) => string): Properties => {
  const template = decide(packaged);
  const resources = Object.entries(withoutBucket(template.Resources)).map(([id, resource]: [string, Properties]) => {
    if (resource.Type !== 'AWS::Lambda::Function') return [id, resource];
    const Code = { S3Bucket: { Ref: CODE_BUCKET }, S3Key: `${FOLDER}/${nameOf(archiveOf(resource))}` };
    return [id, { ...resource, Properties: { ...resource.Properties, Code } }];
  });
  const made = {
    ...template,
    Parameters: {
      [CODE_BUCKET]: {
        Type: 'String',
        Description: `Bucket in the Region of the stack with the functions' code below ${FOLDER}/`,
      },
    },
    Resources: Object.fromEntries(resources),
    Outputs: withoutBucket(template.Outputs),
  };
  if (JSON.stringify(made).includes(BUCKET)) throw new Error(`the template still refers to ${BUCKET}`);
  return made;
};
