/** `maskscope theory NAME --run RUN`: what an experiment measures of a stored run, under the masks of a snapshot. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { Failure } from '../../../preload/schema/failure'
import { count } from '../../../preload/schema/format'
import { mostFittedExamples, usualFittedExamples } from '../../../preload/schema/last-layers'
import type { ReadableWorkbench } from '../../api/workbench'
import type { Common } from '../common'
import { ProgressLine } from '../progress-line'
import { latest, numberFrom, snapshotFrom } from '../run-options'
import { print, printJson } from '../terminal'

export interface OnRunOptions extends Common {
  snapshot?: string
  alternation?: string
  examples?: string
  dataDir?: string
  json?: boolean
}

/** The stored masks that are asked about. */
export interface AskedOfRun { id: string; snapshot: number | null; examples: number; dataFolder: string | null }

type Tell = (done: number, of: number) => void

/** Of the first training examples: of fewer than `least` nothing can be said. */
interface ExampleCount { least: number; usual: number; most: number }

/** Of what is fitted to an example's features. */
export const fittedExamples = (least: number): ExampleCount =>
  ({ least, usual: usualFittedExamples, most: mostFittedExamples })

/** Whatever is asked of a run, on its way to a terminal; null where it was stopped. */
export interface OnRun<Options extends OnRunOptions, Found> {
  name: string
  examples: ExampleCount
  ask: (workbench: ReadableWorkbench, asked: AskedOfRun, options: Options, tell: Tell) => Promise<Found | null>
  textOf: (found: Found) => string
}

export const withOnRunOptions = (command: Command, { most, usual }: Omit<ExampleCount, 'least'>): Command => command
  .option('--snapshot <k>', latest)
  .option('--alternation <k>', 'the masks of this alternation, in the place of --snapshot')
  .option('--examples <n>', `the first training examples, up to ${most} (default: ${usual})`)
  .option('--data-dir <folder>', 'the folder of the data set’s official files')

export const tellOnRun = <Options extends OnRunOptions, Found>(
  { name, examples, ask, textOf }: OnRun<Options, Found>
) => async (workbench: ReadableWorkbench, id: string, options: Options): Promise<void> => {
  const line = new ProgressLine(process.stderr, name, 'parts')
  const asked = {
    id, snapshot: snapshotFrom(workbench, id, options), examples: examplesFrom(options, examples),
    dataFolder: options.dataDir === undefined ? null : resolve(options.dataDir)
  }
  const found = await ask(workbench, asked, options, (done, of) => { line.draw(done, of) }).finally(() => line.clear())
  if (found === null) return
  if (options.json === true) printJson(found)
  else print(textOf(found))
}

/** Of a command that takes --run, what belongs to it and to nothing else. */
const onlyOfRun = ['snapshot', 'alternation', 'examples', 'dataDir']
const always = ['run', 'json', 'store', 'debug']

const givenOf = (command: Command) => command.options
  .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')

/** @throws Failure where a setting of the experiment is given that a run has no place for */
export function demandOfRun(command: Command, ...settings: string[]): void {
  const wrong = givenOf(command).find((option) =>
    ![...onlyOfRun, ...always, ...settings].includes(option.attributeName()))
  if (wrong) throw new Failure(`${wrong.long} is of the experiment without a run; leave it out, or --run.`)
}

/** @throws Failure where something is given that only a run has */
export function demandNoRun(command: Command): void {
  const wrong = givenOf(command).find((option) => onlyOfRun.includes(option.attributeName()))
  if (wrong) throw new Failure(`${wrong.long} goes with --run.`)
}

export function examplesFrom({ examples }: OnRunOptions, { least, usual, most }: ExampleCount): number {
  if (examples === undefined) return usual
  const given = numberFrom('examples', examples, least)
  if (given <= most) return given
  throw new Failure(`--examples takes a number from ${least} to ${count(most)}, not "${examples}".`)
}
