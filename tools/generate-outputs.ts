import { writeFileSync } from 'node:fs';
import { outputsReference } from '../src/report/reference.ts';

/** Writes docs/outputs.md from the declarations of tables and metrics. */
writeFileSync(new URL('../docs/outputs.md', import.meta.url), outputsReference());
