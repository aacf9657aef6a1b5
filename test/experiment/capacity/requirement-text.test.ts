import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { phrases } from '../../../src/experiment/capacity/phrases.ts';
import {
  parseRequirement,
  thresholdRequirements,
} from '../../../src/experiment/capacity/requirement-text.ts';
import { checkResponse } from '../../../src/scenario/responses.ts';
import { loadText, SMALL } from '../../scenario/loading.ts';

const { scenario } = loadText(SMALL, {
  set: ['thresholds=[{ metric: scans.online, atLeast: 10, atMost: 500 }, { metric: clients, atMost: 100 }]'],
});
const deployment = scenario!.deployments[0]!.name;
const server = scenario!.softwareUpdatePoints[0]!.name;
const read = (text: string) => {
  const parsed = parseRequirement(text, scenario!);
  if ('problem' in parsed) return parsed.problem;
  const { response, operator, bound } = parsed.value;
  return [response, operator, bound];
};
const WAIT = 'servers.softwareUpdatePoint.waitP95Seconds';

describe('A bound', () => {
  it('is a phrase, a comparison and a value in any unit of its kind', () => {
    expect(read('scan wait p95 < 60 s')).toEqual([WAIT, '<', 60]);
    expect(read('Scan  Wait P95<=1.5min')).toEqual([WAIT, '<=', 90]);
    expect(read('scan queue at most 500')).toEqual(['servers.softwareUpdatePoint.queueMax', '<=', 500]);
    expect(read('WSUS utilisation in the busiest hour ≤ 70 %')).toEqual([
      'servers.softwareUpdatePoint.utilisationMax',
      '<=',
      0.7,
    ]);
    expect(read(`95 % of ${deployment} < 2 d`)).toEqual([
      `coverage.${deployment}.actual.p95.sinceReleaseHours`,
      '<',
      48,
    ]);
  });

  it('may name any metric of summary.csv', () => {
    expect(read(`server.${server}.queueMax >= 5`)).toEqual([`server.${server}.queueMax`, '>=', 5]);
    expect(read(`compliance.${deployment}.actual.share at least 95 %`)).toEqual([
      `compliance.${deployment}.actual.share`,
      '>=',
      0.95,
    ]);
    expect(read('downloads.bytes > 2 GB')).toEqual(['downloads.bytes', '>', 2e9]);
  });

  it('says what is wrong and what to write instead', () => {
    expect(read('fast enough')).toContain('is no bound; write for example');
    expect(read('scan wait p95 <')).toContain('is no bound');
    expect(read('scan wait p95 < 60')).toContain('has no unit (ms, s, min, h, d)');
    expect(read('scan wait p95 < 60 MB')).toContain('"MB" is not a unit here (ms, s, min, h, d)');
    expect(read('scan queue < 5 s')).toContain('a number without a unit');
    expect(read('scan wiat p95 < 60 s')).toBe(
      '"scan wiat p95" is not a metric; did you mean "scan wait p95"?',
    );
    expect(read('server.SUP9.queueMax < 5')).toContain('"SUP9" is not a server here; did you mean');
    expect(read('servers.softwareUpdatePoints.queueMax < 5')).toContain(
      'did you mean "softwareUpdatePoint"?',
    );
  });

  it('is by default each side of every threshold of the scenario', () => {
    expect(thresholdRequirements(scenario!)).toEqual([
      { response: 'scans.online', operator: '<=', bound: 500, text: 'scans.online at most 500' },
      { response: 'scans.online', operator: '>=', bound: 10, text: 'scans.online at least 10' },
      { response: 'clients', operator: '<=', bound: 100, text: 'clients at most 100' },
    ]);
  });
});

describe('The phrases', () => {
  it('stand for metrics that runs have', () => {
    for (const { response } of phrases([deployment])) expect(checkResponse(scenario!, response)).toBeNull();
  });

  it('are those that the documentation lists', () => {
    const docs = readFileSync(new URL('../../../docs/experiments.md', import.meta.url), 'utf8');
    const listed = [...docs.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(([, words, response]) => ({
      words,
      response,
    }));
    expect(listed).toEqual(phrases(['<deployment>']));
  });
});
