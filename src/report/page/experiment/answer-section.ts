import { figure, figureScale, intervalText } from '../../experiments/figures.ts';
import { counted } from '../../log.ts';
import type { Block, Section } from '../blocks.ts';
import type { ExperimentSource } from '../source.ts';
import { meanIntervalOf, numberAt, textAt, titleOf, unitOf } from './rows.ts';
import { verdictsOf } from './verdicts.ts';

const LEADS_MAX = 4;

/** The answer in words, the thresholds or bounds, and folded away below them what the terminal told. */
export function answerSection(source: ExperimentSource): Section {
  const { answer, failureCount } = source;
  const blocks: Block[] = [...wordsOf(source)];
  const verdicts = verdictsOf(source);
  if (verdicts !== null) blocks.push(verdicts);
  if (failureCount > 0)
    blocks.push({
      kind: 'text',
      text: `${counted(failureCount, 'run')} failed; the figures are of the others.`,
    });
  blocks.push({ kind: 'code', summary: 'As the terminal told it', text: answer });
  return { id: 'answer', title: 'The answer', blocks };
}

function wordsOf(source: ExperimentSource): Block[] {
  const paragraphs = source.answer.split('\n\n').map((paragraph) => paragraph.split('\n'));
  const [first = [], ...rest] = paragraphs;
  switch (source.plan.question.kind) {
    case 'replications':
      return [...meanLeads(source), ...texts(first)];
    case 'comparison':
      return [...first.map(lead), ...texts(rest[0] ?? [])];
    case 'sweep':
      return [...rest.flatMap(sweepLeads), ...texts(first)];
    case 'capacity': {
      const [headline = '', ...judged] = first;
      return [lead(headline), ...(judged.length === 0 ? [] : [list(judged)])];
    }
  }
}

/** A sentence for each of the first responses: its mean, and what single runs bring. */
function meanLeads({ tables }: ExperimentSource): Block[] {
  const declared = tables
    .rows('responses')
    .filter(({ declared: isDeclared, mean }) => isDeclared === true && typeof mean === 'number');
  return declared.slice(0, LEADS_MAX).map((row) => {
    const unit = unitOf(row);
    const [p10, p90] = [numberAt(row, 'p10')!, numberAt(row, 'p90')!];
    const scale = figureScale(unit, numberAt(row, 'mean')!, (p90 - p10) / 2);
    const runs =
      p10 === p90
        ? 'and the same in eight of ten runs'
        : `and between ${figure(p10, scale)} and ${figure(p90, scale)} in eight of ten runs`;
    return lead(
      `${titleOf(textAt(row, 'response'))}: ${intervalText(meanIntervalOf(row), unit)} on average, ${runs}.`,
    );
  });
}

/** What matters most for a response, then what else there is to say of it. */
function sweepLeads([response = '', ...sentences]: readonly string[]): Block[] {
  const told = sentences.map((sentence) => sentence.trim().replace(/^\d+\. /, ''));
  const [first, ...others] = told;
  if (first === undefined) return [lead(response)];
  return [lead(`${titleOf(response)}: ${first}`), ...(others.length === 0 ? [] : [list(others)])];
}

function lead(text: string): Block {
  return { kind: 'lead', text: text.trim() };
}

function list(items: readonly string[]): Block {
  return { kind: 'list', items: items.map((item) => item.trim()) };
}

function texts(lines: readonly string[]): Block[] {
  return lines.map((line) => ({ kind: 'text', text: line.trim() }));
}
