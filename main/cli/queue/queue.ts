/** `maskscope queue`: what waits, its order, and working it off. */
import type { Command } from 'commander'
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import { atOnceSchema, entryNumberSchema, mostAtOnce, type QueuePlace } from '../../../preload/schema/queue'
import {
  acknowledgeNotice, addToQueue, cancelInQueue, moveInQueue, pauseQueue, setAtOnce, settledQueue
} from '../../api/queue/queue'
import type { Workbench } from '../../api/workbench'
import { withBackendOption } from '../backend-option'
import { withWorkbench, type Common } from '../common'
import { pruningFrom, withPruningOptions, type PruningOptions } from '../dsd'
import { givenFiles, givenName, type RunOptions } from '../run-training'
import { print, printJson, remark } from '../terminal'
import { trainingFrom, withTrainingOptions, type TrainingOptions } from '../train'
import { printQueue } from './list'
import { runQueue } from './run'

type Listing = Common & { json?: boolean; all?: boolean }
type Moving = Common & { first?: boolean; last?: boolean; now?: boolean; before?: string }

export function addQueue(program: Command): void {
  const queue = program
    .command('queue')
    .description('trainings that wait in the store: list them, or change the queue by a command below')
    .option('--all', 'those that have ended, too')
    .option('--json', 'as JSON')
    .action((_options: unknown, given: Command) => withWorkbench(given, list))
  withTrainingOptions(queue.command('add').description('add a training, with the options of "maskscope train"'))
    .action((_options: unknown, given: Command) =>
      withWorkbench(given, (workbench, options: Listing & TrainingOptions) =>
        add(workbench, trainingFrom(workbench, options), options)))
  withPruningOptions(queue.command('add-dsd').description('add a training, with the options of "maskscope dsd"'))
    .action((_options: unknown, given: Command) =>
      withWorkbench(given, (workbench, options: Listing & PruningOptions) =>
        add(workbench, pruningFrom(workbench, options), options)))
  addChanges(queue)
  withBackendOption(queue.command('run'))
    .description('start what waits, until nothing does; Ctrl-C ends what is being trained in good order')
    .action((_options: unknown, given: Command) => withWorkbench(given, runQueue, 'detached'))
}

function addChanges(queue: Command): void {
  queue.command('move <entries...>')
    .description('change the order of what waits')
    .option('--first', 'to the front')
    .option('--last', 'to the end')
    .option('--before <entry>', 'before another entry')
    .option('--now', 'start at once, however many run and though the queue is paused')
    .action((entries: string[], _options: unknown, given: Command) =>
      withWorkbench(given, (workbench, options: Moving) =>
        moveInQueue(workbench, entries.map(entryFrom), placeFrom(options))))
  queue.command('cancel <entries...>')
    .description('take entries off; a training that runs is asked to stop, and its run is kept')
    .action((entries: string[], _options: unknown, given: Command) =>
      withWorkbench(given, (workbench) => cancelInQueue(workbench, entries.map(entryFrom))))
  queue.command('pause')
    .description('start nothing new; what runs goes on')
    .action((_options: unknown, given: Command) => withWorkbench(given, (workbench) => pauseQueue(workbench, true)))
  queue.command('resume')
    .description('start what waits again')
    .action((_options: unknown, given: Command) => withWorkbench(given, (workbench) => pauseQueue(workbench, false)))
  queue.command('at-once <n>')
    .description('how many trainings run side by side (at first: 1)')
    .action((count: string, _options: unknown, given: Command) =>
      withWorkbench(given, (workbench) => setAtOnce(workbench, countFrom(count))))
}

function list(workbench: Workbench, { json, all }: Listing): void {
  const queue = settledQueue(workbench, all === true)
  if (json) return printJson(queue)
  if (queue.notice !== null) {
    remark(queue.notice)
    acknowledgeNotice(workbench)
  }
  printQueue(queue, workbench.store.path)
}

function add(workbench: Workbench, configuration: TrainingConfiguration, options: Listing & RunOptions): void {
  const { dataFolder, weightMasks } = givenFiles(options)
  const training = { configuration, name: givenName(options), files: { dataFolder, weightMasks } }
  const entries = addToQueue(workbench, [training])
  if (options.json) printJson({ entries })
  else print(entries.join('\n'))
  const { attended, paused } = settledQueue(workbench, false)
  if (paused) remark('the queue is paused; "maskscope queue resume" starts what waits')
  else if (!attended) remark('it starts when a window is open, or "maskscope serve" or "maskscope queue run" runs')
}

function entryFrom(text: string): number {
  const entry = entryNumberSchema.safeParse(Number(text))
  if (!entry.success)
    throw new Failure(`"${text}" is not the number of an entry; "maskscope queue" lists them.`)
  return entry.data
}

function countFrom(text: string): number {
  const count = atOnceSchema.safeParse(Number(text))
  if (!count.success) throw new Failure(`Trainings at once are a number from 1 to ${mostAtOnce}, not "${text}".`)
  return count.data
}

/** @throws Failure unless exactly one place is given */
function placeFrom({ first, last, now, before }: Moving): QueuePlace {
  const places: QueuePlace[] = [
    ...(first ? [{ kind: 'first' as const }] : []),
    ...(last ? [{ kind: 'last' as const }] : []),
    ...(now ? [{ kind: 'now' as const }] : []),
    ...(before === undefined ? [] : [{ kind: 'before' as const, entry: entryFrom(before) }])
  ]
  const [place] = places
  if (place === undefined || places.length > 1)
    throw new Failure('Say where to, by one of --first, --last, --before ENTRY and --now.')
  return place
}
