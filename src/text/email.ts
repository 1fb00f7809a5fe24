const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d][a-z\d.-]{1,188}$/;

/** @returns an e-mail address in lower case; `undefined` if the text is none. */
export const emailOf = (text: string | undefined): string | undefined => {
  const address = text?.trim().toLowerCase();
  return address !== undefined && ADDRESS.test(address) ? address : undefined;
};
