/**
 * The name that CloudFormation generates for a nested stack: the parent's name, the logical id in the parent, and 12 or
 * 13 random letters and digits. Both kinds must occur, so that an account's number, a date or a word at the end of a
 * name is no such suffix. The rare suffix of one kind is read as a stack of its own, which at worst alerts twice.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
const NESTED = /^([A-Za-z][A-Za-z0-9-]{0,126})-[A-Za-z][A-Za-z0-9]{0,126}-(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{12,13}$/;

/** The name of the direct parent of a nested stack; `undefined` for other stacks. Events do not name the parent. */
export const parentOf = (stack: string): string | undefined => NESTED.exec(stack)?.[1];
