import type { Question } from '../../../src/experiment/plan/question.ts';
import type { Threshold } from '../../../src/model/scenario.ts';
import type { ExperimentSource, LoadedPoint, TableRow } from '../../../src/report/page/source.ts';
import { scenarioOf } from '../run-result.ts';

const COUNT = { kind: 'count', count: 4 } as const;

/** What the report of an experiment is made from, with these tables and no others. */
export function experimentWith(
  question: Pick<Question, 'kind'> & Partial<Question>,
  tables: Readonly<Record<string, readonly TableRow[]>>,
  more: {
    readonly points?: readonly string[];
    readonly thresholds?: readonly Threshold[];
    readonly answer?: string;
  } = {},
): ExperimentSource {
  const { points = ['today'], thresholds = [], answer = '' } = more;
  const loaded = { scenario: scenarioOf({ thresholds }), resolvedYaml: 'name: today\n' } as LoadedPoint;
  return {
    kind: 'experiment',
    plan: {
      program: 'fleetsim',
      format: 1,
      version: '1.2.3',
      timeZoneData: '2026a',
      name: 'an experiment',
      question: { replications: COUNT, confidence: 0.95, ...question } as Question,
      responses: [],
      seed: null,
      points: points.map((name) => ({ name, file: 'today.yaml', set: [] })),
      sources: { files: [], links: [] },
    },
    loadedOf: () => loaded,
    answer,
    jobCount: 8,
    failureCount: 0,
    tables: { rows: (table) => tables[table] ?? [] },
  };
}
