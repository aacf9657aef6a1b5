import { writeFileSync } from 'node:fs';
import { experimentJsonSchema, experimentReference } from '../src/scenario/experiment-reference.ts';
import { scenarioReference } from '../src/scenario/reference.ts';
import { scenarioJsonSchema, settingsReference } from '../src/scenario/settings.ts';

/** Writes what docs and schema hold about scenario files and experiment files, from their schemas. */
writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsReference());
writeFileSync(new URL('../docs/scenario-reference.md', import.meta.url), scenarioReference());
writeFileSync(new URL('../schema/scenario.schema.json', import.meta.url), scenarioJsonSchema());
writeFileSync(new URL('../docs/experiment-reference.md', import.meta.url), experimentReference());
writeFileSync(new URL('../schema/experiment.schema.json', import.meta.url), experimentJsonSchema());
