import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { isSystemError, OutputError, reasonOf } from '../../experiment/errors.ts';
import { writeWhole } from '../../experiment/jobs/whole-file.ts';
import { MANIFEST, REPORT_FILE } from '../../report/folder.ts';
import type { ExperimentFolder, RunFolder } from '../../report/opened-folder.ts';
import { REPORT_FORMATS, type ReportFormat, reportText } from '../../report/page/report.ts';
import type { ReportSource } from '../../report/page/source.ts';
import { experimentSourceOf, runSourceOf } from '../../report/page/source-of-folder.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { fromResults, openFolder, scenarioOf } from '../replay/run-folder.ts';
import { shortPath } from '../results-folder.ts';
import { writeLines } from '../terminal.ts';
import { programVersion } from '../version.ts';

interface Arguments {
  readonly results: string;
  readonly format: ReportFormat;
  readonly out: string | undefined;
}

/** `fleetsim report RESULTS`: the page, text or table that tells what is in a folder of results. */
export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report <results>',
  describe: 'Write the report of a folder of results: a page, Markdown or its figures',
  builder: (yargs) =>
    yargs
      .positional('results', {
        type: 'string',
        demandOption: true,
        describe: 'Folder of results of a run or an experiment',
      })
      .options({
        ...COMMON_OPTIONS,
        format: {
          choices: REPORT_FORMATS,
          default: 'html',
          describe: 'html: a page; md: Markdown for a pull request; csv: the figures behind it',
        } as const,
        out: {
          type: 'string',
          requiresArg: true,
          describe: `File to write [default: ${REPORT_FILE} in the folder; md and csv: the terminal]`,
          coerce: last,
        },
      }),
  handler: ({ results, format, out }) => {
    const folder = openFolder(results);
    if (out === undefined && format === 'html' && folder.identity.version !== programVersion())
      throw new Ending(
        EXIT.usage,
        `${visible(results)} is of version ${visible(folder.identity.version)}, this is ${programVersion()}: say with --out where its report shall go`,
      );
    const target = resolve(out ?? `${results}/${REPORT_FILE}`);
    const { files } = folder.identity;
    if (
      isResult(
        target,
        results,
        files.map(({ file }) => file),
      )
    )
      throw new Ending(
        EXIT.usage,
        `--out ${visible(out ?? '')}: it is one of the results; give the report another name`,
      );
    const text = fromResults(() => reportText(sourceOf(folder), format));
    if (out === undefined && format !== 'html') {
      process.stdout.write(text);
      return;
    }
    writeReport(target, text);
    writeLines(process.stdout, `Report: ${visible(shortPath(target))}`);
  },
};

function sourceOf(folder: RunFolder | ExperimentFolder): ReportSource {
  return folder.kind === 'run' ? runSourceOf(folder, scenarioOf(folder)) : experimentSourceOf(folder);
}

/** Whether a path is that of a file of a folder of results from which the report, or the run, is made again. */
function isResult(path: string, results: string, files: readonly string[]): boolean {
  return [...files, MANIFEST].some((file) => file !== REPORT_FILE && resolve(results, file) === path);
}

function writeReport(target: string, text: string): void {
  try {
    writeWhole(target, text);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new OutputError(`cannot write the report to ${target}: ${reasonOf(error)}`, { cause: error });
  }
}
