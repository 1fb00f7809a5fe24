/** CloudWatch's limit for a filter pattern, in characters. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_PATTERN_CHARS = 1024;

/** A field of a log line and its value. */
type Pair = readonly [field: string, value: string];

/**
 * A pattern that matches the lines in which a field has its value. Characters with a meaning of their own become `*`, so
 * it may match more.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const patternOf = (terms: readonly Pair[]): string =>
  `{ ${terms.map(([field, value]) => `$.${field} = "${value.replace(/["\\*]/g, '*')}"`).join(' || ')} }`;

/** Splits terms so that the pattern of each part is within CloudWatch's limit. */
export const partsOf = <Term extends Pair>(terms: readonly Term[]): Term[][] => {
  const parts: Term[][] = [[]];
  for (const term of terms) {
    const last = parts.at(-1) ?? [];
    if (last.length > 0 && patternOf([...last, term]).length > MAX_PATTERN_CHARS) parts.push([term]);
    else last.push(term);
  }
  return parts;
};
