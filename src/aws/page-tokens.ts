/**
 * Creates the check of the page tokens of one listing. AWS ends a listing by an answer without a token; a listing whose
 * token repeats would never end.
 * @param repeated creates the error for a repeated token.
 * @returns a function that returns the token of the next page, or `undefined` after the last page. It throws the error
 * of `repeated`.
 */
export const pageTokens = (repeated: () => Error) => {
  const seen = new Set<string>();
  return (token: string | null | undefined): string | undefined => {
    if (!token) return undefined;
    if (seen.has(token)) throw repeated();
    seen.add(token);
    return token;
  };
};
