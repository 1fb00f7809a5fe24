import { useState } from 'preact/hooks';
import type { FieldProps } from './field-props.ts';
import { fieldWord } from './field-words.ts';
import { MentionRow, type Row } from './mention-row.tsx';
import { asFields, asList, type Fields, type Value } from './value.ts';
import { OCCASIONS } from './words.ts';

const rowsOf = (value: Value): Row[] =>
  Object.entries(asFields(value)).flatMap(([occasion, people]) => asList(people).map((who) => ({ occasion, who })));

const isEmptyRow = ({ who }: Row): boolean =>
  typeof who === 'string' ? who.trim() === '' : Object.values(asFields(who)).every((part) => part === '');

/** The people by occasion, without rows that are empty. */
const peopleOf = (rows: readonly Row[]): Fields =>
  Object.fromEntries(
    [
      ...Map.groupBy(
        rows.filter((row) => !isEmptyRow(row)),
        ({ occasion }) => occasion,
      ),
    ].map(([occasion, same]) => [occasion, same.map(({ who }) => who)]),
  );

/** Who is mentioned for what: one row for each person. Rows are kept as state here, because some are not complete. */
export const MentionField = ({ field, value, problems, onChange, describedBy }: FieldProps) => {
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(value));
  const lists = (field.fields ?? []).filter(({ many }) => many);
  const flags = (field.fields ?? []).filter(({ many }) => !many);
  const occasions = Object.keys(OCCASIONS).filter((name) => lists.some((list) => list.name === name));
  const flagged = Object.fromEntries(flags.flatMap(({ name }) => (asFields(value)[name] ? [[name, true]] : [])));
  const change = (next: readonly Row[], more: Fields = flagged) => {
    setRows(next);
    onChange({ ...peopleOf(next), ...more });
  };
  /** Path of a row in problems. */
  const pathOf = (at: number): string => {
    const { occasion } = rows[at] ?? { occasion: '' };
    const before = rows.slice(0, at).filter((row) => row.occasion === occasion && !isEmptyRow(row));
    return `mention.${occasion}.${before.length}`;
  };
  const hasProblem = (path: string) =>
    problems.some((problem) => problem.field === path || problem.field.startsWith(`${path}.`));
  const empty: Value = lists[0]?.kind === 'group' ? {} : '';
  return (
    <div class="rows">
      {rows.map((row, at) => (
        <MentionRow
          key={at}
          row={row}
          number={at + 1}
          entry={lists.find(({ name }) => name === row.occasion)}
          occasions={occasions}
          example={/(?:=)(<[^>]*>|@\w+)/.exec(field.help ?? '')?.[1] ?? ''}
          isInvalid={hasProblem(pathOf(at))}
          describedBy={describedBy}
          onChange={(next) => change(rows.map((old, index) => (index === at ? next : old)))}
          onRemove={() => change(rows.filter((_, index) => index !== at))}
        />
      ))}
      <button
        type="button"
        class="quiet small"
        onClick={() => setRows([...rows, { occasion: occasions[0] ?? 'failed', who: empty }])}
      >
        Add a mention
      </button>
      {flags.map((flag) => (
        <label key={flag.name} class="flag">
          <input
            type="checkbox"
            checked={flagged[flag.name] === true}
            onChange={({ currentTarget }) =>
              change(rows, currentTarget.checked ? { ...flagged, [flag.name]: true } : {})
            }
          />
          <span>{fieldWord(`mention.${flag.name}`, flag).label}</span>
        </label>
      ))}
    </div>
  );
};
