import { scenarioTemplate } from '../template.ts';
import { branchOffice } from './branch-office.ts';
import { experiment } from './experiment.ts';
import { images } from './images.ts';
import { maintenanceWindows } from './maintenance-windows.ts';
import { remoteApp } from './remoteapp.ts';
import { rings } from './rings.ts';
import { secondWsusServer, WITH_SECOND_SERVER } from './second-wsus-server.ts';

/** A small scenario to start from, which asks one question. */
export interface Template {
  readonly name: string;
  readonly question: string;
  /** The files under a name: the first is what commands take. */
  readonly files: (name: string) => readonly TemplateFile[];
  /** What to type next, with the path of the first file. */
  readonly next: (file: string) => readonly string[];
}

export interface TemplateFile {
  readonly name: string;
  readonly text: string;
}

interface ScenarioText {
  readonly name: string;
  readonly question: string;
  readonly text: (name: string) => string;
}

/** The first is what `init` writes if nothing else is asked for. */
export const TEMPLATES: readonly Template[] = [
  single({
    name: 'patch-month',
    question: 'How soon are 1,000 clients of a head office and a branch patched after Patch Tuesday?',
    text: scenarioTemplate,
  }),
  {
    ...single(secondWsusServer),
    next: (file) => ['compare', file, '--with', WITH_SECOND_SERVER, '--replications', '3'],
  },
  single(rings),
  single(maintenanceWindows),
  single(branchOffice),
  single(images),
  single(remoteApp),
  {
    name: experiment.name,
    question: experiment.question,
    files: (name) => [
      { name: `${name}.yaml`, text: experiment.text(name, `${name}-base.yaml`) },
      { name: `${name}-base.yaml`, text: experiment.base(`${name}-base`) },
    ],
    next: (file) => ['sweep', file],
  },
];

function single({ name: template, question, text }: ScenarioText): Template {
  return {
    name: template,
    question,
    files: (name) => [{ name: `${name}.yaml`, text: text(name) }],
    next: (file) => ['run', file],
  };
}
