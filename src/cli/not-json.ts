import { faultText, jsonFault } from '../text/json-fault.ts';
import { CliError } from './errors.ts';

/**
 * The error for a file that must be JSON and is not: it names the place, and quotes nothing of the file.
 * @param shown the option that names the file, or the file.
 */
export const notJson = (shown: string, text: string): CliError => {
  const fault = jsonFault(text);
  const why = fault ? faultText(fault) : 'it has too many levels';
  return new CliError(`${shown}: the file is not valid JSON: ${why}`, { next: 'correct it and try again' });
};
