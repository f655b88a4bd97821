/** A training on a terminal, whichever the command: its progress, and the run at its end. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { annotateRuns } from '../api/annotations'
import { networkSentence } from '../api/scratch'
import { showRun } from '../api/show'
import { resumeTraining, startTraining, type StartedTraining, type TrainingFiles } from '../api/training'
import type { Workbench } from '../api/workbench'
import { validName, validTag } from './annotation-texts'
import { withBackendOption } from './backend-option'
import type { RunMessage } from '../trainer/messages'
import { untilItsEnd } from './foreground'
import { ProgressBar } from './progress-bar'
import { printShown } from './show'
import { printJson, remark } from './terminal'

/** What a run can be told besides its configuration. */
export interface RunOptions {
  name?: string
  tag?: string[]
  json?: boolean
  dataDir?: string
  weightMasks?: string
  scratch?: string
}

export const withRunOptions = (command: Command): Command => command
  .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
  .option('--name <text>', 'a name for the run')

/** What only a training that does not wait can be told. */
export const withOwnRunOptions = (command: Command): Command => withBackendOption(command)
  .option('--scratch <folder>', 'write the run there while it trains, and publish whole files into the store')
  .option('--tag <tags...>', 'tags for the run')
  .option('--json', 'print the run as JSON when it has ended')

/** @throws Failure for a name that no run can have */
export const givenName = ({ name }: Pick<RunOptions, 'name'>): string | null =>
  name === undefined ? null : validName(name)

export const givenFiles = ({ dataDir, weightMasks, scratch }: RunOptions): TrainingFiles =>
  ({ dataFolder: pathFrom(dataDir), weightMasks: pathFrom(weightMasks), scratch: pathFrom(scratch) })

/** Trains to the end, telling of it on the way, and prints the run. */
export async function trainHere(
  workbench: Workbench,
  configuration: TrainingConfiguration,
  options: RunOptions
): Promise<void> {
  const tags = (options.tag ?? []).map(validTag)
  const name = givenName(options)
  await watchedToItsEnd(
    workbench,
    (tell) => startTraining(workbench, configuration, name, tell, givenFiles(options)),
    (id) => {
      remark(`run ${id} in ${workbench.store.path}`)
      if (tags.length > 0) void annotateRuns(workbench, [id], { tags: { add: tags, remove: [] } })
    },
    options.json
  )
}

/** Goes on with a run to its end, in the same way. */
export const resumeHere = (workbench: Workbench, id: string, options: RunOptions): Promise<void> =>
  watchedToItsEnd(
    workbench,
    (tell) => resumeTraining(workbench, id, tell, givenFiles(options)),
    () => remark(`run ${id} goes on in ${workbench.store.path}`),
    options.json
  )

/** Pressed before the run has begun, Ctrl-C stops it as soon as it has. */
async function watchedToItsEnd(
  workbench: Workbench,
  begin: (tell: (message: RunMessage) => void) => Promise<StartedTraining>,
  onStart: (id: string) => void,
  asJson = false
): Promise<void> {
  const network = networkSentence(workbench.store)
  if (network !== null) remark(network)
  const bar = new ProgressBar(process.stderr)
  const { id } = await untilItsEnd(
    workbench, () => begin((message) => bar.show(message)), { onStart, clear: () => bar.clear() }
  )
  const run = showRun(workbench, id)
  if (asJson) printJson(run)
  else printShown(run)
}

export const pathFrom = (text: string | undefined): string | null => (text === undefined ? null : resolve(text))
