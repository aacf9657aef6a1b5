import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema, settingsReference } from '../src/scenario/settings.ts';

/** Writes docs/settings.md and schema/scenario.schema.json from the schema of scenarios. */
writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference());
writeFileSync(new URL('../schema/scenario.schema.json', import.meta.url), scenarioJsonSchema());
