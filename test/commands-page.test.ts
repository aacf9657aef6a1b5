import { expect, it } from 'vitest';
import { commandsPage } from '../tools/commands-page.ts';
import { helpOf } from './cli/running.ts';
import { readText } from './pages.ts';

it('docs/commands.md is what the help of every command says', async () => {
  const page = await commandsPage(helpOf);
  expect(page.match(/^## /gm)!.length).toBeGreaterThan(10);
  expect(readText('docs/commands.md')).toBe(page);
});
