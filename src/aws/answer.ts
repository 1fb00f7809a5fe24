import type * as z from 'zod/mini';
import { AwsError, type Service } from './call.ts';

/**
 * Reads the output of an AWS operation. HTTP 200 alone is no success: a proxy or an endpoint in trouble can answer 200
 * with an empty or foreign body, which must not be read as an empty result.
 * @throws AwsError `BadAnswer` if the output does not contain what the operation returns on success.
 */
export const readAnswer = <Schema extends z.ZodMiniType>(
  schema: Schema,
  service: Service,
  operation: string,
  output: unknown,
): z.infer<Schema> => {
  const read = schema.safeParse(output);
  if (read.success) return read.data;
  throw new AwsError(service, operation, 'BadAnswer');
};
