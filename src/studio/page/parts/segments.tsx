import { useId } from 'preact/hooks';

/** A choice of one among a few, all of them in sight. */
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
  /** The label is for screen readers alone. */
  quiet?: boolean;
}) => {
  const group = useId();
  return (
    <fieldset class="segments">
      <legend class={quiet ? 'unseen' : ''}>{label}</legend>
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
