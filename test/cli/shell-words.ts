/** The words of a command as a shell parts them: at spaces outside of quotes. */
export function shellWords(line: string): string[] {
  const words = line.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double?: string, single?: string) => {
      return single ?? double!.replace(/\\(.)/g, '$1');
    }),
  );
}
