import type { Drawing } from '../../api.ts';
import type { Scheme } from '../state/theme.ts';
import { cut, type Push, pushesOf, shownText } from './push.ts';

const LETTERS: Record<Push['app'], string> = { Slack: '#', Teams: 'T', Discord: 'D' };

const Notice = ({ push: { app, title, text } }: { push: Push }) => (
  <li class="push">
    <span class={`push-icon of-${app.toLowerCase()}`} aria-hidden="true">
      {LETTERS[app]}
    </span>
    <div>
      <p class="push-head">
        <span class="visually-hidden">{app}: </span>
        <b>{title}</b>
        <span class="push-when">now</span>
      </p>
      <p class="push-text" dir="auto">
        {cut(text)}
      </p>
    </div>
  </li>
);

/** The lock screen of a phone with the push notification of each chat app. */
export const LockScreen = ({
  platforms,
  at,
  scheme,
}: {
  platforms: readonly Drawing[];
  /** The time on the phone, in ISO 8601. */
  at: string;
  scheme: Scheme;
}) => {
  const pushes = pushesOf(platforms);
  const slack = pushes.find(({ app }) => app === 'Slack');
  const time = new Date(at);
  return (
    <article class="card lock" aria-label="Lock screen">
      <header>
        <h3>Lock screen</h3>
        <span class="tag">push notifications</span>
      </header>
      <div class={`handset ${scheme}`}>
        <p class="handset-date" aria-hidden="true">
          {time.toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })}
        </p>
        <p class="handset-time" aria-hidden="true">
          {time.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' }).replace(/ .*/, '')}
        </p>
        <ul class="pushes">
          {pushes.map((push) => (
            <Notice key={push.app} push={push} />
          ))}
        </ul>
      </div>
      <p class="hint small">
        {slack && `Slack: ${shownText(slack.text)} `}
        Many clients of Teams show “Card” for every message of a workflow; docs/teams.md describes a flow that shows the
        text.
      </p>
    </article>
  );
};
