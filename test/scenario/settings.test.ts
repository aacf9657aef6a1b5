import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_FAMILIES } from '../../src/experiment/metrics/index.ts';
import { BOUNDED_METRICS } from '../../src/scenario/metrics.ts';
import { scenarioReference } from '../../src/scenario/reference.ts';
import { scenarioJsonSchema, settingsReference } from '../../src/scenario/settings.ts';
import { mistakesOf, ROOT } from './loading.ts';
import { WITH_SESSION_HOSTS } from './remoteapp-texts.ts';

describe('What is generated from the schema of scenarios', () => {
  it('is up to date: docs/settings.md', () => {
    expect(readFileSync(`${ROOT}docs/settings.md`, 'utf8')).toBe(settingsReference());
  });

  it('is up to date: docs/scenario-reference.md', () => {
    expect(readFileSync(`${ROOT}docs/scenario-reference.md`, 'utf8')).toBe(scenarioReference());
  });

  it('is up to date: schema/scenario.schema.json', () => {
    expect(readFileSync(`${ROOT}schema/scenario.schema.json`, 'utf8')).toBe(scenarioJsonSchema());
  });
});

describe('The reference of scenario files', () => {
  const text = scenarioReference();
  const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example]) => example!);

  it('says of every key what it means', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => / \| +\|$/.test(row))).toEqual([]);
  });

  it.each(examples)('has an example that loads: %s', (example) => {
    const over = `extends: base.yaml\n${example}`;
    expect(mistakesOf(over, {}, { 'base.yaml': WITH_SESSION_HOSTS })).toEqual([]);
  });
});

describe('Thresholds', () => {
  it('can bound every metric of summary.csv, and no other', () => {
    const named = [...BOUNDED_METRICS.keys()];
    expect(named.sort()).toEqual(METRIC_FAMILIES.map(({ pattern }) => pattern).sort());
  });
});
