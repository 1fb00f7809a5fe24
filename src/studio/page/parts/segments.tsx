import { useId } from 'preact/hooks';

/** Radio buttons as one bar of segments. */
export const Segments = <Name extends string>({
  label,
  choices,
  value,
  onChoose,
  quiet = false,
}: {
  label: string;
  choices: readonly { readonly name: Name; readonly label: string }[];
  value: Name;
  onChoose(name: Name): void;
  /** The label is for screen readers only. */
  quiet?: boolean;
}) => {
  const group = useId();
  return (
    <fieldset class="segments">
      <legend class={quiet ? 'visually-hidden' : ''}>{label}</legend>
      <div class="segments-row">
        {choices.map((choice) => (
          <label key={choice.name}>
            <input type="radio" name={group} checked={choice.name === value} onChange={() => onChoose(choice.name)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
