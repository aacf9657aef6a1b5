import { planId } from '../../../experiment/plan/plan.ts';
import type { Block, DataTable, Section } from '../blocks.ts';
import type { ExperimentSource } from '../source.ts';

/** Scenarios in full beyond these would make the page heavy. */
const SCENARIOS_MAX = 3;
const POINTS_MAX = 12;

/** How to carry the experiment out again, what its scenarios are, and how to see that it is the same. */
export function reproduceSection(source: ExperimentSource): Section {
  const { plan } = source;
  const rows = [
    ['SHA-256 of the plan', planId(plan)],
    ['question', plan.question.kind],
    ['runs', String(source.jobCount)],
    ['scenarios', String(plan.points.length)],
    ['seed', plan.seed ?? `${source.loadedOf(0)?.scenario.seed ?? 'that'} (of the scenario)`],
    ['fleetsim', plan.version],
    ['time-zone data', plan.timeZoneData],
  ];
  return {
    id: 'reproduce',
    title: 'The same experiment again',
    blocks: [
      {
        kind: 'text',
        text: 'From the folder of these results, on any machine with this version of fleetsim: all runs are carried out again from plan.json, which holds the text of every file, and every file is compared.',
      },
      { kind: 'code', text: 'fleetsim verify .' },
      {
        kind: 'table',
        caption: 'What makes this experiment',
        table: { head: ['', ''], rows, figures: [], more: 'plan.json' },
      },
      {
        kind: 'table',
        caption: 'Its scenarios',
        summary: 'Its scenarios, and what is set in each',
        table: pointsTable(source),
      },
      ...scenarioBlocks(source),
    ],
  };
}

function pointsTable({ plan }: ExperimentSource): DataTable {
  return {
    head: ['Scenario', 'file', 'set in it'],
    rows: plan.points
      .slice(0, POINTS_MAX)
      .map(({ name, file, set }) => [name, file, set.length === 0 ? '-' : set.join('; ')]),
    figures: [],
    more: plan.points.length > POINTS_MAX ? 'plan.json' : undefined,
  };
}

/** The first scenario in full, and those of other files: what is set in them is told above. */
function scenarioBlocks({ plan, loadedOf }: ExperimentSource): Block[] {
  const files = [...new Set(plan.points.map(({ file }) => file))].slice(0, SCENARIOS_MAX);
  return files.flatMap((file): Block[] => {
    const point = plan.points.findIndex((each) => each.file === file);
    const text = loadedOf(point)?.resolvedYaml ?? null;
    const summary = `${plan.points[point]!.name} in full`;
    return text === null ? [] : [{ kind: 'code', summary, text }];
  });
}
