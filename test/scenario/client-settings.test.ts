import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/small-fleet.ts';
import { loaded } from './deploying.ts';
import { loadText, SMALL } from './loading.ts';

describe('Client settings and assumptions', () => {
  it('say what windows, restarts, caches and installations go by', () => {
    const { clientSettings, assumptions, catalog } = loaded(`clientSettings:
  restartFinal: 10 min
  forcesRestart: false
  grace: 48 h
  lookAhead: 7 d
  usesAllDeploymentsWindows: true
  metered: limit
  cacheSize: 10 GiB
  cacheMinimumAge: 2 d
assumptions:
  distributionPointTry: 1 min
  registration: 5 min
  deletedAfter: 30 d
  installFailure: { LCU: 2 % }
  windowRestart: 10 min
  wokenFor: 1 h
  filterSwitch: 3 min
  maxRunTime: { LCU: 90 min }
`);
    expect(clientSettings).toMatchObject({
      restartFinalMs: 10 * MINUTE_MS,
      forcesRestart: false,
      graceMs: 48 * HOUR_MS,
      lookAheadMs: 7 * DAY_MS,
      usesAllDeploymentsWindows: true,
      metered: 'limit',
      cacheBytes: 10 * 2 ** 30,
      cacheAgeMinMs: 2 * DAY_MS,
    });
    expect(assumptions).toMatchObject({
      distributionPointTryMs: MINUTE_MS,
      registration: { law: 'fixed', value: 5 * MINUTE_MS },
      deletedAfterMs: 30 * DAY_MS,
      installFailureShare: { LCU: 0.02, DotNetCU: 0, SSU: 0, other: 0 },
      windowRestartMs: 10 * MINUTE_MS,
      wokenForMs: HOUR_MS,
      filterSwitch: { law: 'fixed', value: 3 * MINUTE_MS },
    });
    expect(catalog.updates.map(({ runTimeMaxMs }) => runTimeMaxMs)).toEqual([90 * MINUTE_MS, 90 * MINUTE_MS]);
  });

  it('give feature updates more time than others (MA-RUNTIME)', () => {
    const text = SMALL.replace('classification: Security Updates', 'classification: Upgrades');
    const { catalog } = loaded('', text);
    expect(catalog.updates.map(({ runTimeMaxMs }) => runTimeMaxMs)).toEqual([2 * HOUR_MS, HOUR_MS]);
    expect(parse(loadText(text).resolvedYaml!).assumptions.maxRunTime.featureUpdate).toBe('120 min');
  });
});
