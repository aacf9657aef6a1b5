import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../src/experiment/metrics/index.ts';
import type { RunResult } from '../../../src/model/results.ts';
import { resultOf, rowsOf } from '../../report/run-result.ts';

/** Three software update points, one that nobody came to, and a management point: figures of the whole span. */
function result(): RunResult {
  const base = resultOf();
  const at = (server: number, figures: object) => ({ t: base.scenario.horizonMs, server, ...figures });
  const { columns } = base.serverTotals;
  return {
    ...base,
    serverNames: [
      ...['SUP1', 'SUP2', 'SUP3'].map((name) => ({ name, role: 'softwareUpdatePoint' as const, servers: 4 })),
      { name: 'MP1', role: 'managementPoint', servers: 4 },
    ],
    servers: rowsOf(columns, [at(1, { utilisation: 0.8 }), at(3, { utilisation: 0.95 })]),
    serverTotals: rowsOf(columns, [
      at(0, { utilisation: 0.25, queueMax: 7, served: 100, refused: 3, waitMeanMs: 200, waitP95Ms: 1500 }),
      at(1, { utilisation: 0.5, queueMax: 4, served: 60, refused: 4, waitMeanMs: 100, waitP95Ms: 2500 }),
      at(2, { waitMeanMs: Number.NaN, waitP95Ms: -1 }),
      at(3, { utilisation: 0.9, queueMax: 90, served: 1000, waitMeanMs: Number.NaN, waitP95Ms: -1 }),
    ]),
  };
}

describe('The figures of all servers of a role', () => {
  const metrics = new Map(readMetrics(result()).map(({ name, value }) => [name, value]));
  const of = (figure: string) => metrics.get(`servers.softwareUpdatePoint.${figure}`);

  it('are those of the server where it is worst', () => {
    expect(of('utilisation')).toBe(0.5);
    expect(of('utilisationMax')).toBe(0.8);
    expect(of('waitMeanSeconds')).toBe(0.2);
    expect(of('waitP95Seconds')).toBe(2.5);
    expect(of('queueMax')).toBe(7);
  });

  it('are sums of what is counted', () => {
    expect(of('served')).toBe(100 + 60);
    expect(of('refused')).toBe(3 + 4);
  });

  it('have no value where nobody waited, or no server has the role', () => {
    expect(metrics.get('servers.managementPoint.waitP95Seconds')).toBeNull();
    expect(metrics.get('servers.managementPoint.queueMax')).toBe(90);
    expect(metrics.get('servers.stateSystem.utilisation')).toBeNull();
    expect(metrics.get('servers.stateSystem.served')).toBe(0);
  });
});
