import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandText } from '../../src/cli/command-line.ts';

describe('a command that is advised', () => {
  it('is read by a shell as the words that it was made from, none of them as code', () => {
    if (process.platform === 'win32') return;
    const words = [
      'run',
      'my fleet.yaml',
      '--set',
      'name=it is "B"',
      '$(exit 3).yaml',
      '`id`',
      "it's $HOME!",
      '',
    ];
    const line = commandText(words).replace(/^fleetsim /, "printf '%s\\0' ");
    const read = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(read).toEqual(words);
  });
});
