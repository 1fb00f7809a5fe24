import { useState } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { asList } from './value.ts';
import { OCCASION_GROUPS, OCCASIONS, type Occasion } from './words.ts';

/** `Failed` includes these kinds, which therefore change nothing beside it. */
const INCLUDED: readonly Occasion[] = ['broken', 'still-failing'];

interface OptionProps {
  occasion: Occasion;
  checked: boolean;
  isInvalid: boolean;
  isIncluded: boolean;
  describedBy: string;
  onToggle(): void;
}

const Option = ({ occasion, checked, isInvalid, isIncluded, describedBy, onToggle }: OptionProps) => {
  const { label, hint } = OCCASIONS[occasion];
  return (
    <label class="option">
      <input
        type="checkbox"
        checked={checked}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        onChange={onToggle}
      />
      <span>
        {label}
        <small>{isIncluded ? 'Included in “Failed”' : hint}</small>
      </span>
    </label>
  );
};

/** What a target notifies on, in groups. The last group is folded until one of its values is chosen. */
export const OccasionsField = ({ field, value, onChange, isInvalid, describedBy }: FieldProps) => {
  const chosen = new Set(asList(value ?? field.default));
  const toggle = (occasion: Occasion) => {
    const next = new Set(chosen);
    if (!next.delete(occasion)) next.add(occasion);
    onChange((field.choices ?? []).filter((known) => next.has(known)));
  };
  // Only at first: a part that a person has opened stays open.
  const [isOpen] = useState(() => OCCASION_GROUPS.at(-1)?.occasions.some((occasion) => chosen.has(occasion)));
  const group = (occasions: readonly Occasion[]) => (
    <div class="options">
      {occasions.map((occasion) => (
        <Option
          key={occasion}
          occasion={occasion}
          checked={chosen.has(occasion)}
          isInvalid={isInvalid}
          isIncluded={chosen.has('failed') && INCLUDED.includes(occasion)}
          describedBy={describedBy}
          onToggle={() => toggle(occasion)}
        />
      ))}
    </div>
  );
  return (
    <div class="occasion-groups">
      {OCCASION_GROUPS.map(({ title, occasions }, at) => {
        const count = occasions.filter((occasion) => chosen.has(occasion)).length;
        return at === OCCASION_GROUPS.length - 1 ? (
          <details key={title} open={isOpen}>
            <summary>
              {title} {count > 0 && <small>{count} chosen</small>}
            </summary>
            {group(occasions)}
          </details>
        ) : (
          <fieldset key={title}>
            <legend>{title}</legend>
            {group(occasions)}
          </fieldset>
        );
      })}
    </div>
  );
};
