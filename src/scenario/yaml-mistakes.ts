import type { YAMLError } from 'yaml';

/** A mistake of syntax: where in the text, and what to write. */
export interface SyntaxMistake {
  readonly position: number;
  readonly message: string;
}

/** Such mistakes say nothing about the lines that follow. */
const LEAVES_THE_REST_READABLE = ['BLOCK_AS_IMPLICIT_KEY', 'TAG_RESOLVE_FAILED', 'BAD_SCALAR_START'];

/**
 * What a person has to mend in a text that is no sound YAML. One slip makes a parser stumble many times: of each line
 * only the first mistake counts, and none after one that leaves the parser astray.
 */
export function syntaxMistakes(text: string, errors: readonly YAMLError[]): SyntaxMistake[] {
  const sorted = errors.slice().sort((a, b) => a.pos[0] - b.pos[0]);
  const found: SyntaxMistake[] = [];
  let lineEnd = -1;
  for (const error of sorted) {
    const position = error.pos[0];
    if (position < lineEnd) continue;
    found.push({ position, message: messageOf(error, text) });
    if (!LEAVES_THE_REST_READABLE.includes(error.code)) break;
    lineEnd = endOfLine(text, position);
    if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && !isTwoKeysOnOneLine(text, position)) break;
  }
  return found;
}

function messageOf({ code, pos, message }: YAMLError, text: string): string {
  const position = pos[0];
  const rest = text.slice(position, endOfLine(text, position)).trimEnd();
  switch (code) {
    case 'TAB_AS_INDENT':
      return tabMessage(text);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return isTwoKeysOnOneLine(text, position)
        ? `has a second ": " in one line; put the value in quotes: ${JSON.stringify(rest.slice(0, 60))}`
        : 'is followed by a line further to the right; give both the same number of spaces';
    case 'BLOCK_IN_FLOW':
      return 'has a second ": " in one value; put the value in quotes';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'has no value; write "key: value", with a space after the colon';
    case 'BAD_SCALAR_START':
      return `begins with ${rest.slice(0, 1)}, which YAML keeps for itself; put the value in quotes`;
    case 'TAG_RESOLVE_FAILED':
      return `the tag ${rest.split(/\s/)[0]} means nothing here; leave it out`;
    case 'MULTIPLE_DOCS':
      return 'begins a second document; a scenario is one, leave the line "---" out';
    case 'UNEXPECTED_TOKEN':
      return 'does not fit what stands before it; check the spaces in front of it';
    case 'BAD_INDENT':
      return message.startsWith('Flow')
        ? 'a "[" or "{" before this is not closed; write its "]" or "}"'
        : 'begins at another column than its neighbours; give it the same number of spaces';
    case 'MISSING_CHAR':
      return message.includes('quote')
        ? 'a quote before this is not closed; write the closing quote'
        : firstLine(message);
    default:
      return firstLine(message);
  }
}

function tabMessage(text: string): string {
  const count = text.split('\n').filter((line) => /^ *\t/.test(line)).length;
  const further = count > 1 ? ` (so do other lines, ${count} in all)` : '';
  return `line begins with a tab; YAML wants spaces${further}`;
}

/** Whether what stands from `position` to the end of its line holds another key. */
function isTwoKeysOnOneLine(text: string, position: number): boolean {
  return /:(\s|$)/.test(text.slice(position, endOfLine(text, position)));
}

function endOfLine(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end;
}

function firstLine(message: string): string {
  return message.split('\n')[0]!;
}
