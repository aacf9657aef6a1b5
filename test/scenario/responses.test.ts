import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/experiment/metrics/index.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { checkResponse } from '../../src/scenario/responses.ts';
import { loadShipped, SHIPPED, scaledDown } from '../model/shipped.ts';
import { loadText, SMALL } from './loading.ts';

const small = loadText(SMALL).scenario!;

describe('a response', () => {
  it.each(SHIPPED)('can be every metric that a run of %s has', (file) => {
    const { scenario } = loadShipped(file);
    const result = new Fleet(scaledDown(scenario, 500), 0).result();
    const names = readMetrics(result).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => checkResponse(scenario, name) !== null)).toEqual([]);
  });

  it('that is no metric is answered with the closest', () => {
    expect(checkResponse(small, 'downloads.bites')).toBe(
      '"downloads.bites" is not a metric; did you mean "downloads.bytes"?',
    );
  });

  it('about a thing that is not there is answered with the closest thing', () => {
    expect(checkResponse(small, 'server.SUP2.queueMax')).toBe(
      '"SUP2" is not a server here; did you mean "SUP1"?',
    );
  });

  it('is answered with a metric that stands beside those with a word of a list', () => {
    expect(checkResponse(small, 'scans.onlin')).toBe(
      '"onlin" is not an outcome here; did you mean "online"?',
    );
    expect(checkResponse(small, 'restarts.outsideBusinessHour')).toMatch(
      /; did you mean "outsideBusinessHours"\?$/,
    );
  });

  it('with several words that mean nothing is told of each', () => {
    expect(checkResponse(small, 'coverage.Juni.aktual.p95.sinceReleaseHours')).toBe(
      '"Juni" is not a deployment here; did you mean "June"?; "aktual" is not a reading here; did you mean "actual"?',
    );
  });
});
