import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outputsReference } from '../../src/report/reference.ts';

describe('docs/outputs.md', () => {
  it('is what the declarations say; `npm run docs` writes it anew', () => {
    const written = readFileSync(new URL('../../docs/outputs.md', import.meta.url), 'utf8');
    expect(written).toBe(outputsReference());
  });
});
