import { groupThousands } from '../../number.ts';
import { formatDuration } from '../../time.ts';
import type { Report, Section } from '../blocks.ts';
import type { RunSource } from '../source.ts';
import { answerSection } from './answer-section.ts';
import { assumptionsSection } from './assumptions-section.ts';
import { complianceSection } from './compliance-section.ts';
import { downloadsSection } from './downloads-section.ts';
import { exposureSection } from './exposure-section.ts';
import { funnelSection } from './funnel-section.ts';
import { imagesSection } from './images-section.ts';
import { installationsSection } from './installations-section.ts';
import { limitsSection } from './limits-section.ts';
import { linksSection } from './links-section.ts';
import { remoteAppSection } from './remoteapp-section.ts';
import { reproduceSection } from './reproduce-section.ts';
import { restartsSection } from './restarts-section.ts';
import { serversSection } from './servers-section.ts';
import { stateMessagesSection } from './state-messages-section.ts';

/** What the report of a run tells, in this order; a section that has nothing to tell is left out. */
const SECTIONS: readonly ((source: RunSource) => Section | null)[] = [
  answerSection,
  complianceSection,
  funnelSection,
  installationsSection,
  serversSection,
  linksSection,
  downloadsSection,
  stateMessagesSection,
  restartsSection,
  exposureSection,
  limitsSection,
  imagesSection,
  remoteAppSection,
  assumptionsSection,
  reproduceSection,
];

/** The report of a run. */
export function runReport(source: RunSource): Report {
  const { scenario, clientCount } = source;
  const clients = groupThousands(clientCount);
  return {
    title: scenario.name,
    subtitle: [scenario.description, `${clients} clients, ${formatDuration(scenario.horizonMs)}`]
      .filter((text) => text !== '')
      .join(' · '),
    sections: SECTIONS.flatMap((section) => section(source) ?? []),
  };
}
