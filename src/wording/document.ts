import type { Notification } from '../model/notification.ts';
import { labelText } from './labels.ts';
import { about } from './subjects.ts';
import { triggerWords } from './triggers.ts';
import { missingText } from './unavailable.ts';
import { verdictText } from './verdicts.ts';

/** Present only if it is known, so that a document has no field without a value. */
const given = <Key extends string, Value>(key: Key, value: Value | undefined): { [key in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { [key in Key]?: Value };

/**
 * The notification with English words in place of codes, for receivers that show its texts: title, labels, kind of the
 * subject, trigger and unavailable facts. Without a title of a sender the title is the sentence of the verdict.
 */
export const inWords = (notification: Notification): Notification => {
  const { authors: _, ...rest } = notification;
  const { verdict, resource, trigger, missing, details, links } = rest;
  const words = (entries: readonly { readonly label: string }[]) => entries.map(({ label }) => labelText(label));
  const labels = { details: words(details), links: words(links) };
  return {
    ...rest,
    ...given('title', rest.title ?? (verdict && verdictText(about(notification), verdict))),
    ...given('resource', resource && { ...resource, kind: labelText(resource.kind) }),
    ...given('trigger', trigger && { ...trigger, ...given('words', triggerWords(trigger)) }),
    ...given(
      'missing',
      missing?.map((fact) => missingText(fact).filter(Boolean).join(': ')),
    ),
    details: details.map((entry, at) => ({ ...entry, label: labels.details[at] ?? entry.label })),
    links: links.map((entry, at) => ({ ...entry, label: labels.links[at] ?? entry.label })),
  };
};
