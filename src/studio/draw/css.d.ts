/** esbuild's `text` loader hands a style sheet over as a string. */
declare module '*.css' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how the loader exports it.
  export default text;
}
