import type { Report, Section } from '../blocks.ts';
import type { ExperimentSource } from '../source.ts';
import { answerSection } from './answer-section.ts';

/** What the report of an experiment tells, in this order; a section that has nothing to tell is left out. */
const SECTIONS: readonly ((source: ExperimentSource) => Section | null)[] = [answerSection];

/** The report of an experiment. */
export function experimentReport(source: ExperimentSource): Report {
  const { plan, jobCount } = source;
  return {
    title: plan.name,
    subtitle: `${plan.question.kind} · ${jobCount} runs of ${plan.points.length} scenarios`,
    sections: SECTIONS.flatMap((section) => section(source) ?? []),
  };
}
