// The handlers are wiring and import src/lambda only: these are the outgoing calls that they pass on.
export { createCall } from '../aws/call.ts';
export { createSend } from '../net/http.ts';
