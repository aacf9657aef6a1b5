import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { axisText } from '../../src/scenario/axis-text.ts';
import { plainOf, readYaml } from '../../src/scenario/document.ts';
import { readExperiment } from '../../src/scenario/experiment-file.ts';
import { experimentJsonSchema, experimentReference } from '../../src/scenario/experiment-reference.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { ROOT, shelf } from './loading.ts';

const SOUND = `name: what matters
base: base.yaml
axes:
  - { path: clientSettings.scanTimeToLive, values: [1 h, 24 h] }
  - path: groups[offices].count
    range: { min: 10, max: 1000, log: true }
design: { latinHypercube: { points: 20 } }
replications: 5
responses: [scans.online]
confidence: 90 %
seed: "7"
`;

const load = (text: string) => readExperiment('e.yaml', shelf({ 'e.yaml': text }));
const mistakesOf = (text: string) => load(text).issues.map(formatIssue);

/** SOUND with one text replaced by another. Throws when it is not there. */
function soundWith(text: string, other: string): string {
  if (!SOUND.includes(text)) throw new Error(`no "${text}" in the sound experiment`);
  return SOUND.replace(text, other);
}

describe('An experiment file', () => {
  it('is read with what it says and the defaults of what it leaves out', () => {
    expect(load(SOUND).written).toMatchObject({
      description: '',
      design: { latinHypercube: { points: 20 } },
      replications: 5,
      confidence: 0.9,
      seed: '7',
    });
    const short = 'name: a\nbase: b.yaml\naxes: [{ path: horizon, values: [7 d, 14 d] }]\n';
    expect(load(short).written).toMatchObject({ replications: 3, confidence: 0.95, responses: [] });
  });

  it('that is not there is said so', () => {
    const { issues } = readExperiment('gone.yaml', shelf({}));
    expect(issues.map(formatIssue)).toEqual(['gone.yaml:1:1  cannot be read: no such file']);
  });

  it('has all its mistakes told at once, each at its place, unknown keys with the closest known one', () => {
    const text = soundWith('replications: 5', 'replicatons: 5')
      .replace('values: [1 h, 24 h]', 'values: [1 h]')
      .replace('max: 1000', 'most: 1000');
    expect(mistakesOf(text)).toEqual([
      'e.yaml:4:44  axes[0].values  has fewer than two values; name at least two',
      'e.yaml:6:5  axes[1].range  lacks "max"; write "max: …"',
      'e.yaml:6:23  axes[1].range.most  is not a key here; known: "min", "max", "log"',
      'e.yaml:8:1  replicatons  is not a key here; did you mean "replications"?',
    ]);
  });

  it('has something to vary, in one way', () => {
    const [head] = SOUND.split('axes:');
    expect(mistakesOf(head!)[0]).toContain('axes  name nothing to vary; write for example "axes: [');
    expect(mistakesOf(`${head}axes: []\nassumed: false\n`)[0]).toContain('axes  name nothing to vary');
    expect(mistakesOf(soundWith('replications: 5', 'assumed: true'))).toEqual([
      'e.yaml:7:1  design  is always oneAtATime with "assumed"; leave it out',
      'e.yaml:8:10  assumed  stands instead of "axes"; leave one of them out',
    ]);
  });

  it('names no axis, value or response twice, whatever they are written like', () => {
    const text = soundWith('groups[offices].count', 'clientSettings.scanTimeToLive')
      .replace('[1 h, 24 h]', '[60 min, 24 h, 1 h]')
      .replace('[scans.online]', '[scans.online, scans.online]');
    expect(mistakesOf(text)).toEqual([
      'e.yaml:4:67  axes[0].values[2]  is the same as "60 min", a value of this axis already; leave one of them out',
      'e.yaml:5:11  axes[1].path  "clientSettings.scanTimeToLive" is another axis already; leave one of them out',
      'e.yaml:9:27  responses[1]  "scans.online" is another response already; leave one of them out',
    ]);
  });

  it('lists values where every combination is taken', () => {
    expect(
      mistakesOf(soundWith('design: { latinHypercube: { points: 20 } }', 'design: fullFactorial')),
    ).toEqual([
      'e.yaml:5:5  axes[1]  has no "values", of which a full factorial takes every combination; list them',
    ]);
  });

  it('says of an axis in exactly one way what it takes', () => {
    const text = soundWith('    range', '    values: [1, 2]\n    range');
    expect(mistakesOf(text)).toEqual([
      'e.yaml:5:5  axes[1]  takes exactly one of values, range and distribution',
    ]);
  });

  it('asks for no precision: all points have the same number of replications', () => {
    expect(mistakesOf(soundWith('replications: 5', 'replications: 2 %'))).toEqual([
      'e.yaml:8:15  replications  has to be a whole number: all points of a sweep have the same',
    ]);
  });
});

describe('A value of an axis', () => {
  it.each([
    '12 h',
    '"12"',
    '12',
    'true',
    '"true"',
    '{ uniform: { min: 0 min, max: 2 h } }',
    '[a, "b, c", "d: e", "# f"]',
    '[{ a: [1, [2]], "b: c": null }]',
    '"two\\nlines"',
    "' padded '",
    '""',
    '2024-06-11 17:00 UTC',
  ])('reads back as what was written: %s', (written) => {
    const value = plainOf(readYaml('', written).root!);
    expect(plainOf(readYaml('', axisText(value)).root!)).toEqual(value);
    expect(axisText(value)).not.toContain('\n');
  });

  it('stands without quotes where it can', () => {
    expect(axisText({ uniform: { min: '0 min', max: '2 h' } })).toBe('{ uniform: { min: 0 min, max: 2 h } }');
  });
});

describe('What is generated from the schema of experiments', () => {
  it('is up to date: docs/experiment-reference.md', () => {
    expect(readFileSync(`${ROOT}docs/experiment-reference.md`, 'utf8')).toBe(experimentReference());
  });

  it('is up to date: schema/experiment.schema.json', () => {
    expect(readFileSync(`${ROOT}schema/experiment.schema.json`, 'utf8')).toBe(experimentJsonSchema());
  });

  it('says of every key what it means', () => {
    const rows = experimentReference()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => / \| +\|$/.test(row))).toEqual([]);
  });
});
