import { redactedLine, redactedText } from '../../text/redact.ts';

const MAX_REASON_CHARS = 1000;
const MAX_CODE_CHARS = 60;
/** Of a status reason, this much is read. */
const MAX_READ_CHARS = 4000;

/** How CloudFormation wraps the message of a resource's provider, of a custom resource, and of a stack set's instance. */
const HANDLER =
  /^(?:Resource handler returned message: )?"([\s\S]+?)"? ?\(RequestToken: [\w-]{1,60}, HandlerErrorCode: (\w{1,60})\)\.?$/;
const CUSTOM =
  /^Received response status \[FAILED\] from custom resource\. Message returned: ([\s\S]+?)(?: ?\(RequestId: [\w-]{1,60}\))?$/;
const LOG_STREAM = /^([\s\S]*?\S)[.\s]+See the details in CloudWatch Log Stream: \S{1,300}(?=[\s.]*$)/;

/** `(Service: Sqs, Status Code: 400, Request ID: 5f…)`, with commas or semicolons, and `(SDK Attempt Count: 1)`. */
const REQUEST = / ?[([](?:Service: [^()[\]]{1,40}[;,] Status Code: \d{3}|SDK Attempt Count: )[^()[\]]{0,400}[)\]]/g;

const STACK_ARN = /arn:aws[\w-]*:cloudformation:[\w-]{1,30}:\d{12}:stack\/([\w-]{1,128})\/[\w-]{1,64}/g;

/** Error codes of resource providers that repeat only that there was an error. */
const EMPTY_CODES =
  /^(?:GeneralServiceException|InternalFailure|InvalidRequest|ServiceInternalError|HandlerInternalFailure|Unknown)$/;

/** `AlreadyExists` as words: `already exists`. */
const wordsOf = (code: string): string => code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

export interface Reason {
  readonly reason?: string | undefined;
  readonly code?: string | undefined;
}

/**
 * The message in a resource's status reason, without the wrapping of CloudFormation and the ids of requests. The code is
 * the resource provider's error code, if the message does not say the same.
 */
export const reasonOf = (statusReason: string | undefined): Reason => {
  const text = statusReason?.slice(0, MAX_READ_CHARS).trim() ?? '';
  const [, message, handlerCode] = HANDLER.exec(text) ?? [];
  const [, returned = message ?? text] = CUSTOM.exec(text) ?? [];
  const [, before = returned] = LOG_STREAM.exec(returned) ?? [];
  const reason = redactedText(before.replace(REQUEST, '').replace(STACK_ARN, '$1'), MAX_REASON_CHARS);
  const isRepeated = handlerCode && reason?.toLowerCase().includes(wordsOf(handlerCode));
  const code = !handlerCode || isRepeated || EMPTY_CODES.test(handlerCode) ? undefined : handlerCode;
  return { reason, code: redactedLine(code, MAX_CODE_CHARS) };
};

/** `ResourceLogicalId:Trail, ResourceType:AWS::CloudTrail::Trail, ResourceStatusReason:…`, of a stack set's instance. */
const INSTANCE = /^ResourceLogicalId:(\w{1,255}), ?ResourceType:[\w:]{1,200}, ?ResourceStatusReason:([\s\S]+?)\.?$/;

/** The reason of a stack set's instance, with the resource that failed. */
export const instanceReasonOf = (statusReason: string | undefined): Reason & { readonly resource?: string } => {
  const [, resource, inner] = INSTANCE.exec(statusReason?.slice(0, MAX_READ_CHARS).trim() ?? '') ?? [];
  return { ...reasonOf(inner ?? statusReason), ...(resource && { resource }) };
};

/** Whether a reason says only which resources failed, or that something did. */
export const isGenericReason = (reason: string | undefined): boolean =>
  /^(?:The following (?:resource\(s\)|hook\(s\)) failed\b|Embedded stack \S+ was not successfully|Resource [\w-]+ failed\b|\S* ?Rollback (?:successful|requested by user))/i.test(
    reason?.trim() ?? '',
  );
