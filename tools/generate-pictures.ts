import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../src/cli/program.ts';
import { drawingOf, PICTURES, SCHEMES } from './pictures.ts';

/** Writes the pictures of docs/guide from the reports of the scenarios that they show. */
const folder = mkdtempSync(join(tmpdir(), 'fleetsim-pictures-'));
for (const { name, scenario, heading } of PICTURES) {
  const path = fileURLToPath(new URL(`../${scenario}`, import.meta.url));
  const results = join(folder, name);
  await runProgram(['run', path, '--out', results, '--quiet']);
  for (const scheme of SCHEMES) {
    const target = new URL(`../docs/guide/${name}-${scheme}.svg`, import.meta.url);
    writeFileSync(target, drawingOf(results, heading, scheme));
  }
}
rmSync(folder, { recursive: true });
