import type { TargetView } from '../../target-api.ts';

/** The JSON of one target, as files hold it. */
export const jsonOf = ({ portable }: TargetView): string => JSON.stringify(portable?.json, null, 2);

/** All valid targets as one file, which `explain --targets` and `npm start -- --targets` read. */
export const fileOf = (targets: readonly TargetView[]): string =>
  `${JSON.stringify(Object.fromEntries(targets.flatMap(({ name, portable }) => (portable ? [[name, portable.json]] : []))), null, 2)}\n`;

/** Hands a text to the browser as a download. */
export const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
