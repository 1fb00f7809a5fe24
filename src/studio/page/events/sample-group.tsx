import { useId } from 'preact/hooks';
import type { Sample } from '../../api.ts';

type Press = KeyboardEvent & { readonly currentTarget: HTMLButtonElement };

/** Moves the focus in the list by arrow keys, so that the list needs one tab stop only. */
const move = (event: Press): void => {
  const buttons = [...(event.currentTarget.closest('.gallery-list')?.querySelectorAll('button') ?? [])];
  const at = buttons.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to]?.focus();
};

interface Props {
  title: string;
  samples: readonly Sample[];
  chosen: string | undefined;
  folded: boolean;
  /** A search or a filter shows all that it finds. */
  foldable: boolean;
  /** The sample, or the title of the group, that Tab leads to. */
  tabStop: string | undefined;
  onFold(isOn: boolean): void;
  onFocus(name: string): void;
  onPick(name: string): void;
}

/** The samples of one source below a heading that folds them. */
export const SampleGroup = ({ title, samples, chosen, folded, foldable, tabStop, onFold, onFocus, onPick }: Props) => {
  const id = useId();
  const pressOnHead = (event: Press) => {
    const isOn = { ArrowLeft: true, ArrowRight: false }[event.key];
    if (isOn === undefined) move(event);
    else onFold(isOn);
  };
  const pressOnSample = (event: Press) => {
    if (event.key !== 'ArrowLeft' || !foldable) return move(event);
    onFold(true);
    document.getElementById(id)?.focus();
  };
  const tabIndex = (name: string) => (name === tabStop ? 0 : -1);
  const label = (
    <>
      {title} <small>{samples.length}</small>
    </>
  );
  return (
    <section>
      <h3>
        {foldable ? (
          <button
            id={id}
            type="button"
            class="group-head"
            aria-expanded={!folded}
            tabIndex={tabIndex(title)}
            onFocus={() => onFocus(title)}
            onKeyDown={pressOnHead}
            onClick={() => onFold(!folded)}
          >
            <span class="fold-mark" aria-hidden="true" />
            {label}
          </button>
        ) : (
          <span class="group-head">{label}</span>
        )}
      </h3>
      {!folded && (
        <ul>
          {samples.map(({ name, icon, headline }) => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={name === chosen}
                tabIndex={tabIndex(name)}
                title={headline}
                onFocus={() => onFocus(name)}
                onKeyDown={pressOnSample}
                onClick={() => onPick(name)}
              >
                <span aria-hidden="true">{icon}</span>
                <span class="gallery-text">
                  <b>{name}</b>
                  <small>{headline}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
