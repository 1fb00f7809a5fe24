import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Catalogue, Problem, TargetInput, TargetView } from '../../api.ts';
import { call, messageOf, RefusedError } from '../state/call.ts';
import { FieldEditor } from './field.tsx';
import { asFields, type Fields, toEdit, toSend } from './value.ts';

/** The form of one target, generated from the fields of its platform. */
export const TargetDialog = ({
  view,
  catalogue,
  onClose,
}: {
  /** `undefined` for a new target. */
  view: TargetView | undefined;
  catalogue: Catalogue;
  onClose(saved: boolean): void;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(view?.name ?? '');
  const [platform, setPlatform] = useState(view?.platform ?? catalogue.platforms[0]?.name ?? '');
  const fields = catalogue.platforms.find((known) => known.name === platform)?.fields ?? [];
  const [values, setValues] = useState<Fields>(() =>
    Object.fromEntries(fields.map((field) => [field.name, toEdit(field, asFields(view?.target)[field.name])])),
  );
  const [refusal, setRefusal] = useState<{ text: string; problems: readonly Problem[] }>();
  useLayoutEffect(() => dialog.current?.showModal(), []);

  const save = async (submit: Event) => {
    submit.preventDefault();
    const known = Object.fromEntries(fields.map((field) => [field.name, values[field.name]]));
    const target = { ...asFields(toSend(known)), platform } as TargetInput;
    try {
      await call(view ? 'POST /api/targets/update' : 'POST /api/targets/create', { name, target });
      onClose(true);
    } catch (error) {
      const problems = error instanceof RefusedError ? error.problems : [];
      setRefusal({ text: messageOf(error) ?? '', problems });
    }
  };

  return (
    <dialog ref={dialog} aria-labelledby="target-title" onClose={() => onClose(false)}>
      <form onSubmit={save} noValidate autocomplete="off">
        <h2 id="target-title">{view ? `Target ${view.name}` : 'New target'}</h2>
        <div class="dialog-body">
          {!view && (
            <div class="field">
              <label for="target-name">
                name <small>required</small>
              </label>
              <input
                id="target-name"
                // Otherwise the browser focuses the scrollable body.
                autofocus
                value={name}
                required
                spellcheck={false}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
            </div>
          )}
          <div class="field">
            <label for="target-platform">platform</label>
            <select
              id="target-platform"
              autofocus={view !== undefined}
              value={platform}
              onChange={({ currentTarget }) => setPlatform(currentTarget.value)}
            >
              {catalogue.platforms.map((known) => (
                <option key={known.name}>{known.name}</option>
              ))}
            </select>
          </div>
          {fields.map((field) => (
            <FieldEditor
              key={`${platform}.${field.name}`}
              field={field}
              path={field.name}
              value={values[field.name]}
              problems={refusal?.problems ?? []}
              onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
            />
          ))}
        </div>
        <footer>
          <p class="problem" role="alert">
            {refusal &&
              [refusal.text, ...refusal.problems.filter(({ field }) => !field).map(({ problem }) => problem)].join(' ')}
          </p>
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="primary">
            {view ? 'Save' : 'Add'}
          </button>
        </footer>
      </form>
    </dialog>
  );
};
