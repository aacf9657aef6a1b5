import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_FAMILIES } from '../../src/report/metrics/index.ts';
import { BOUNDED_METRICS } from '../../src/scenario/metrics.ts';
import { scenarioJsonSchema, settingsReference } from '../../src/scenario/settings.ts';
import { ROOT } from './loading.ts';

describe('What is generated from the schema of scenarios', () => {
  it('is up to date: docs/settings.md', () => {
    expect(readFileSync(`${ROOT}docs/settings.md`, 'utf8')).toBe(settingsReference());
  });

  it('is up to date: schema/scenario.schema.json', () => {
    expect(readFileSync(`${ROOT}schema/scenario.schema.json`, 'utf8')).toBe(scenarioJsonSchema());
  });
});

describe('Thresholds', () => {
  it('can bound every metric of summary.csv, and no other', () => {
    const named = [...BOUNDED_METRICS.keys()];
    expect(named.sort()).toEqual(METRIC_FAMILIES.map(({ pattern }) => pattern).sort());
  });
});
