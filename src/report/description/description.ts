import { data } from './data.ts';
import type { DescribedScenario } from './described.ts';
import { codeAccess, experimentation, implementation } from './experimentation.ts';
import { logic } from './logic.ts';
import { plain } from './markdown.ts';
import { objectives } from './objectives.ts';

/**
 * The model behind a scenario as Markdown, in the sections of STRESS-DES: Monks, Currie, Onggo, Robinson, Kunc and
 * Taylor, Strengthening the reporting of empirical simulation studies, Journal of Simulation 13 (2019).
 */
export function descriptionText(described: DescribedScenario): string {
  const paragraphs = [
    `# ${plain(described.scenario.name)}`,
    'The model behind this scenario, in the sections of STRESS-DES (doi:10.1080/17477778.2018.1442155).',
    ...objectives(described),
    ...logic(described),
    ...data(described),
    ...experimentation(described),
    ...implementation(described),
    ...codeAccess(described),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}
