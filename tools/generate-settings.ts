import { writeFileSync } from 'node:fs';
import { scenarioReference } from '../src/scenario/reference.ts';
import { scenarioJsonSchema, settingsReference } from '../src/scenario/settings.ts';

/** Writes docs/settings.md, docs/scenario-reference.md and schema/scenario.schema.json from the schema of scenarios. */
writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference());
writeFileSync(new URL('../docs/scenario-reference.md', import.meta.url), scenarioReference());
writeFileSync(new URL('../schema/scenario.schema.json', import.meta.url), scenarioJsonSchema());
