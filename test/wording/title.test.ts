import { globSync, readFileSync } from 'node:fs';

/** Sources whose texts are their sender's, and examples, which are events. */
const FOREIGN = /src\/events\/(?:generic|pipebell-notification)\b|examples\.ts$/;

/** A field of a notification that is set to a text with a space in it: a sentence. */
const SENTENCE = /\b(?:title|text):\s*(?:[\w.?\s]+[?:|&]+\s*)?(?:'[^'\n]* [^'\n]*'|`[^`]*[a-z] [^`]*`)/g;

test('event sources set no sentence of their own as title or text', () => {
  expect('title: isRollback ? `Deployment is back` : undefined'.match(SENTENCE)).toHaveLength(1);
  expect("title: 'Disk full'".match(SENTENCE)).toHaveLength(1);
  expect('title: detail.subject, text: textOf(reason, 10)'.match(SENTENCE)).toBeNull();

  const files = globSync('src/events/**/*.ts').filter((file) => !FOREIGN.test(file));
  const found = files.flatMap((file) =>
    (readFileSync(file, 'utf8').match(SENTENCE) ?? []).map((text) => `${file}: ${text}`),
  );

  expect(files.length).toBeGreaterThan(20);
  expect(found).toEqual([]);
});
