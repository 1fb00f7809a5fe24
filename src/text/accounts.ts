/** Numbers of payment cards as they are written: 14 to 16 digits, in one or in groups. */
const CARDS =
  /(?<![\w.-])(?:(?=[456]|35|2[2-7])\d{4}([ \u00a0-]?)\d{4}\1\d{4}\1\d{4}|(?=3[04678])\d{4}([ \u00a0-]?)\d{6}\2\d{4,5})(?![\w-]|\.\w)/g;

/** Account numbers of 15 to 34 characters, in one or in groups of four. */
const IBANS =
  /(?<![\w.-])[A-Z]{2}\d\d(?:[A-Z\d]{11,30}|(?:[ \u00a0][A-Z\d]{4}){2,7}(?:[ \u00a0][A-Z\d]{1,3})?)(?![\w-])/g;

/** @see https://www.iso.org/standard/70484.html (ISO/IEC 7812-1, Annex B): the algorithm of Luhn */
const isCard = (text: string): boolean =>
  [...text.replace(/\D/g, '')]
    .reverse()
    .reduce((sum, digit, at) => sum + (at % 2 ? (Number(digit) * 2) % 9 || Number(digit) : Number(digit)), 0) %
    10 ===
  0;

/** @see https://www.iso.org/standard/81090.html (ISO 13616-1): letters count from 10, and the remainder by 97 is 1 */
const isIban = (text: string): boolean => {
  const compact = text.replace(/\s/g, '');
  const digits = (compact.slice(4) + compact.slice(0, 4)).replace(
    /[A-Z]/g,
    (letter) => `${Number.parseInt(letter, 36)}`,
  );
  return BigInt(digits) % 97n === 1n;
};

/** Replaces the numbers of payment cards and of bank accounts (IBAN), which have check digits. */
export const withoutAccounts = (value: string, mark: string): string =>
  value
    .replace(CARDS, (text) => (isCard(text) ? mark : text))
    .replace(IBANS, (text) => {
      // Further words in capital letters may follow the number.
      for (let end = text.length; end > 0; end = text.slice(0, end).search(/\s\S*$/)) {
        if (isIban(text.slice(0, end))) return mark + text.slice(end);
      }
      return text;
    });
