/** esbuild's `text` loader hands a style sheet over as a string. */
declare module '*.css' {
  const text: string;

  export { text as default };
}
