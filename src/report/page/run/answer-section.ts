import { judge } from '../../../experiment/metrics/thresholds.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import { reachedText } from '../../thresholds.ts';
import type { Block, Section } from '../blocks.ts';
import type { RunSource } from '../source.ts';

/** What came out, in words, and whether the thresholds of the scenario were met. */
export function answerSection(source: RunSource): Section {
  const verdicts = judge(source.scenario.thresholds, metricsOf(source));
  const blocks: Block[] = leadsOf(source).map((text) => ({ kind: 'lead', text }));
  if (verdicts.length > 0) {
    const items = verdicts.map((verdict) => ({
      mark:
        verdict.value === null
          ? ('cannotTell' as const)
          : verdict.met
            ? ('met' as const)
            : ('notMet' as const),
      text: `${verdict.threshold.text}: ${reachedText(verdict)}`,
    }));
    blocks.push({ kind: 'verdicts', items });
  }
  if (source.warnings.length > 0) blocks.push({ kind: 'list', items: source.warnings });
  return { id: 'answer', title: 'The answer', blocks };
}

function metricsOf({ tables }: RunSource) {
  return tables.rows('summary').map(({ metric, value, unit }) => ({
    name: String(metric),
    value: typeof value === 'number' ? value : null,
    unit: String(unit),
  }));
}

/** One sentence per deployment that the scenario or its rules made, the largest first. */
function leadsOf(source: RunSource): string[] {
  const metrics = new Map(metricsOf(source).map(({ name, value }) => [name, value]));
  return source.scenario.deployments.flatMap(({ name }) => {
    const actual = metrics.get(`compliance.${name}.actual.share`) ?? null;
    if (actual === null) return [];
    const hours = metrics.get(`coverage.${name}.actual.p95.sinceReleaseHours`) ?? null;
    const shown = metrics.get(`compliance.${name}.shown.share`) ?? null;
    const reached =
      hours === null
        ? `95 % of its members are not compliant with ${name} by the end`
        : `95 % of its members are compliant with ${name} ${groupThousands(hours)} hours after its release`;
    const console = shown === null ? '' : ` The console shows ${percent(shown)}.`;
    return [`${reached}; at the end ${percent(actual)} are.${console}`];
  });
}
