/** UTF-8, or UTF-16 with its byte order mark, which PowerShell writes. The mark is not part of the text. */
export const decode = (bytes: Uint8Array): string => {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
};
