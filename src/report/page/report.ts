import type { Report } from './blocks.ts';
import { experimentReport } from './experiment/experiment-report.ts';
import { figuresCsvOf } from './render/figures-csv.ts';
import { htmlOf } from './render/html.ts';
import { markdownOf } from './render/markdown.ts';
import { runReport } from './run/run-report.ts';
import type { ReportSource } from './source.ts';

export const REPORT_FORMATS = ['html', 'md', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const RENDERERS: { readonly [Format in ReportFormat]: (report: Report) => string } = {
  html: htmlOf,
  md: markdownOf,
  csv: figuresCsvOf,
};

/** The report of a folder of results: the same text whoever asks, and whether the run has just ended or long ago. */
export function reportText(source: ReportSource, format: ReportFormat): string {
  const report = source.kind === 'run' ? runReport(source) : experimentReport(source);
  return RENDERERS[format](report);
}
