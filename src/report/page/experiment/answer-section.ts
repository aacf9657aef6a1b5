import type { Block, Section } from '../blocks.ts';
import type { ExperimentSource } from '../source.ts';

/** The answer as the terminal told it: its sentences first, what is set in columns below. */
export function answerSection({ answer, failureCount }: ExperimentSource): Section {
  const [first = '', ...rest] = answer.split('\n\n');
  const blocks: Block[] = [{ kind: 'lead', text: first.replaceAll('\n', ' ') }];
  if (failureCount > 0)
    blocks.push({ kind: 'text', text: `${failureCount} runs failed; the figures are of the others.` });
  if (rest.length > 0) blocks.push({ kind: 'code', text: rest.join('\n\n') });
  return { id: 'answer', title: 'The answer', blocks };
}
