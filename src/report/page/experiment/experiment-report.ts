import type { Question } from '../../../experiment/plan/question.ts';
import { counted } from '../../log.ts';
import type { Report, Section } from '../blocks.ts';
import { assumptionsSection } from '../run/assumptions-section.ts';
import type { ExperimentSource } from '../source.ts';
import { answerSection } from './answer-section.ts';
import { triedSection } from './capacity-section.ts';
import { changesSection } from './changes-section.ts';
import { curvesSection } from './curves-section.ts';
import { differencesSection } from './differences-section.ts';
import { effectsSection } from './effects-section.ts';
import { loadsSection } from './loads-section.ts';
import { rankingSection } from './ranking-section.ts';
import { reproduceSection } from './reproduce-section.ts';
import { responsesSection } from './responses-section.ts';
import { tornadoSection } from './tornado-section.ts';

type SectionMaker = (source: ExperimentSource) => Section | null;

/** What the report of each kind of question tells, in this order; a section that has nothing to tell is left out. */
const SECTIONS: { readonly [Kind in Question['kind']]: readonly SectionMaker[] } = {
  replications: [answerSection, responsesSection, curvesSection, assumedSection, reproduceSection],
  comparison: [
    answerSection,
    differencesSection,
    rankingSection,
    curvesSection,
    changesSection,
    assumedSection,
    reproduceSection,
  ],
  sweep: [answerSection, effectsSection, tornadoSection, assumedSection, reproduceSection],
  capacity: [answerSection, triedSection, loadsSection, assumedSection, reproduceSection],
};

/** The report of an experiment. */
export function experimentReport(source: ExperimentSource): Report {
  const { plan, jobCount } = source;
  const { kind } = plan.question;
  const scenarios = counted(plan.points.length, 'scenario');
  return {
    title: plan.name,
    subtitle: `${kind === 'capacity' ? 'search for capacity' : kind} · ${counted(jobCount, 'run')} of ${scenarios}`,
    sections: SECTIONS[kind].flatMap((section) => section(source) ?? []),
  };
}

/** The assumptions of the first scenario; a sweep over all of them has told which of them matter. */
function assumedSection({ plan, loadedOf }: ExperimentSource): Section | null {
  const { question } = plan;
  if (question.kind === 'sweep' && question.leftOut !== null) return null;
  return assumptionsSection({ resolvedYaml: loadedOf(0)?.resolvedYaml ?? '' });
}
