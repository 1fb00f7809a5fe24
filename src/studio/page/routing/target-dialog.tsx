import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Catalogue } from '../../api.ts';
import type { PlatformView, Problem, TargetInput, TargetView } from '../../target-api.ts';
import { plural } from '../parts/time.ts';
import { call, messageOf, RefusedError } from '../state/call.ts';
import { focusFirstError, shownProblems } from './form-errors.ts';
import { sentenceOf } from './sentence.ts';
import { TargetForm } from './target-form.tsx';
import { asFields, type Fields, isEmptyList, toEdit, toSend } from './value.ts';

interface Props {
  /** `undefined` for a new target. */
  view: TargetView | undefined;
  catalogue: Catalogue;
  onClose(saved: boolean): void;
}

/** The target as it is sent. A choice without a value is sent, so that the server does not take the default. */
const targetOf = ({ name, fields }: PlatformView, values: Fields): TargetInput => {
  const known = Object.fromEntries(fields.map((field) => [field.name, values[field.name]]));
  const empty = fields.filter((field) => field.kind === 'choice' && isEmptyList(values[field.name]));
  return {
    ...asFields(toSend(known)),
    ...Object.fromEntries(empty.map((field) => [field.name, []])),
    platform: name,
  };
};

interface Refused {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** The form of one target, generated from the fields of its platform. */
export const TargetDialog = ({ view, catalogue, onClose }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const [name, setName] = useState(view?.name ?? '');
  const [chosen, setChosen] = useState(view?.platform ?? 'slack');
  const platform = catalogue.platforms.find((known) => known.name === chosen) ?? catalogue.platforms[0];
  const [values, setValues] = useState<Fields>(() =>
    Object.fromEntries(
      (platform?.fields ?? []).map((field) => [field.name, toEdit(field, asFields(view?.target)[field.name])]),
    ),
  );
  const [refused, setRefused] = useState<Refused>();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (refused && form.current) focusFirstError(form.current);
  }, [refused]);
  if (!platform) return null;

  const save = async (submit: Event) => {
    submit.preventDefault();
    const target = targetOf(platform, values);
    try {
      await call(view ? 'POST /api/targets/update' : 'POST /api/targets/create', { name, target });
      onClose(true);
    } catch (error) {
      const problems = error instanceof RefusedError ? error.problems : [];
      setRefused({
        text: messageOf(error) ?? '',
        problems: shownProblems(problems, platform.fields, { ...values, name }),
      });
    }
  };

  const problems = refused?.problems ?? [];
  const nameProblem = problems.filter(({ field }) => field === 'name').map(({ problem }) => problem);
  const known = new Set(['name', ...platform.fields.map((field) => field.name)]);
  const others = problems.filter(({ field }) => !known.has(field.split('.')[0] ?? '')).map(({ problem }) => problem);
  const fieldCount = new Set(problems.map(({ field }) => field.split('.')[0]).filter((field) => known.has(field ?? '')))
    .size;
  const toCorrect = fieldCount > 0 ? `${plural(fieldCount, 'field needs', 'fields need')} a correction.` : '';
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={() => onClose(false)}>
      <form ref={form} onSubmit={save} noValidate autocomplete="off">
        <h2 id={`${id}-title`}>{view ? `Target ${view.name}` : 'New target'}</h2>
        <div class="dialog-body">
          {!view && (
            <div class="field">
              <label for={`${id}-name`}>Name</label>
              <input
                id={`${id}-name`}
                // Otherwise the browser focuses the scrollable body.
                autofocus
                value={name}
                placeholder="team-web"
                spellcheck={false}
                aria-invalid={nameProblem.length > 0}
                aria-describedby={`${id}-name-problem`}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
              <p id={`${id}-name-problem`} class="problem small">
                {nameProblem.join(' ')}
              </p>
            </div>
          )}
          <div class="field">
            <label for={`${id}-platform`}>Platform</label>
            <select
              id={`${id}-platform`}
              autofocus={view !== undefined}
              value={platform.name}
              aria-describedby={`${id}-platform-hint`}
              onChange={({ currentTarget }) => {
                setChosen(currentTarget.value);
                setRefused(undefined);
              }}
            >
              {catalogue.platforms.map((known) => (
                <option key={known.name} value={known.name}>
                  {known.title}
                </option>
              ))}
            </select>
            <p id={`${id}-platform-hint`} class="hint small">
              {platform.hint}
            </p>
          </div>
          <TargetForm
            key={platform.name}
            platform={platform}
            values={values}
            problems={problems}
            onChange={(field, value) => setValues((old) => ({ ...old, [field]: value }))}
          />
        </div>
        <p class="sentence" id={`${id}-sentence`}>
          {sentenceOf(platform, values)}
        </p>
        <footer>
          <p class="problem" role="alert">
            {refused && [...(others.length < problems.length ? [] : [refused.text]), ...others, toCorrect].join(' ')}
          </p>
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-describedby={`${id}-sentence`}>
            {view ? 'Save' : 'Add'}
          </button>
        </footer>
      </form>
    </dialog>
  );
};
