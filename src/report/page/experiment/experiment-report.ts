import type { Question } from '../../../experiment/plan/question.ts';
import { counted } from '../../log.ts';
import type { Report, Section } from '../blocks.ts';
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
  replications: [answerSection, responsesSection, curvesSection, reproduceSection],
  comparison: [
    answerSection,
    differencesSection,
    rankingSection,
    curvesSection,
    changesSection,
    reproduceSection,
  ],
  sweep: [answerSection, effectsSection, tornadoSection, reproduceSection],
  capacity: [answerSection, triedSection, loadsSection, reproduceSection],
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
