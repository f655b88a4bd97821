/** `maskscope sweep run`: the members that the store lacks, here or as what other programs start. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { percentWithUnit } from '../../../preload/schema/format'
import { Failure, sentenceOf } from '../../../preload/schema/failure'
import type { Sweep, SweepMember } from '../../../preload/schema/sweep'
import type { MemberState } from '../../../preload/schema/sweep-states'
import { oneOf, wholeNumber } from '../../../preload/schema/command/given-values'
import { networkSentence } from '../../api/scratch'
import { HalvingTable, usualRungs } from '../../api/sweep/halving'
import { keepSweep } from '../../api/sweep/kept-sweeps'
import { eachMember, enterReached, memberAt, stateOfMember, sweepStates, trainMember } from '../../api/sweep/members'
import { readSweep } from '../../api/sweep/sweep-file'
import { stopTraining, type StartedTraining, type TrainingFiles } from '../../api/training'
import type { Workbench } from '../../api/workbench'
import { withBackendOption } from '../backend-option'
import { withWorkbench, type Common } from '../common'
import { Interruption } from '../foreground'
import { pathFrom } from '../run-training'
import { remark } from '../terminal'
import { handOver, withSlurmOptions, type HandOverOptions } from './hand-over'
import { countsOf } from './status'

interface Options extends Common, HandOverOptions {
  on?: string
  scratch?: string
  dataDir?: string
  halving?: string
  rungs?: string
}

/** What a sweep can be handed over to. */
const engines = ['slurm', 'commands'] as const

export function addRun(sweep: Command): void {
  const command = withBackendOption(sweep.command('run <file>'))
    .description('train the members that are not finished, here; or write what a job engine starts')
    .option('--at-once <n>', 'so many side by side (default: 1; of Slurm: as many as it can)')
    .option('--halving <n>', 'stop members that are not among the best one in N at a rung (default: never)')
    .option('--rungs <epochs>', 'epochs after which --halving decides, as 2,6 (default: E/N, E/N², … of E epochs)')
    .option('--scratch <folder>', 'where runs are written while they train, to be published into the store')
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .option('--on <engine>', 'slurm: write a script for sbatch; commands: print one line for each member')
  withSlurmOptions(command)
    .action((file: string, _options: unknown, given: Command) =>
      withWorkbench(given, (workbench, options: Options) => run(workbench, resolve(file), options)))
}

async function run(workbench: Workbench, file: string, options: Options): Promise<void> {
  const sweep = readSweep(file)
  const states = sweepStates(workbench, sweep)
  const left = states.filter(({ state }) => state !== 'finished')
  if (options.on !== undefined) {
    if (options.halving !== undefined)
      throw new Failure('--halving compares members while they train here; leave it out, or leave out --on.')
    const handed = { file, name: sweep.name, indices: left.map(({ index }) => index) }
    return handOver(workbench, handed, oneOf('on', engines, options.on, 'engine'), options)
  }
  if (left.length === 0) return remark(countsOf(states))
  const network = networkSentence(workbench.store)
  if (network !== null) remark(network)
  keepSweep(workbench.store.path, sweep)
  await new LocalSweep(workbench, sweep, options).train(left)
}

class LocalSweep {
  readonly #workbench: Workbench
  readonly #sweep: Sweep
  readonly #files: TrainingFiles
  readonly #atOnce: number
  readonly #table: HalvingTable | null
  readonly #interruption: Interruption
  #failures = 0

  constructor(workbench: Workbench, sweep: Sweep, options: Options) {
    this.#workbench = workbench
    this.#sweep = sweep
    this.#files = { dataFolder: pathFrom(options.dataDir), weightMasks: null, scratch: pathFrom(options.scratch) }
    this.#atOnce = wholeNumber('at-once', options.atOnce) ?? 1
    this.#table = halvingFrom(sweep, options)
    this.#interruption = new Interruption(workbench, () => undefined)
  }

  async train(left: readonly MemberState[]): Promise<void> {
    if (this.#table) enterReached(this.#workbench, sweepStates(this.#workbench, this.#sweep), this.#table)
    try {
      await eachMember(left, this.#atOnce, ({ index }) => this.#member(index), () => !this.#interruption.wanted)
    } finally {
      this.#interruption.listenNoMore()
    }
    const counts = countsOf(sweepStates(this.#workbench, this.#sweep))
    if (this.#interruption.wanted) throw new Failure(`Stopped: ${counts}. The same command goes on with the others.`)
    remark(counts)
    if (this.#failures > 0) process.exitCode = 1
  }

  /** @throws Failure when it could not begin, as the others could not either */
  async #member(index: number): Promise<void> {
    const member = memberAt(this.#sweep, index)
    const { state } = stateOfMember(this.#workbench, member)
    const say = (what: string): void => remark(`${index}  ${member.name}: ${what}`)
    // Another command may train the same sweep.
    if (state === 'finished' || state === 'running') return say(`${state}, by another command`)
    if (this.#table?.isHopeless(member.key)) return say('stopped early before')
    const training = await this.#begin(member)
    say(`run ${training.id}`)
    this.#interruption.concerns(training)
    try {
      await training.done
    } catch (error) {
      this.#failures++
      return say(sentenceOf(error))
    }
    const { state: reached, run } = stateOfMember(this.#workbench, member)
    const early = this.#table?.isHopeless(member.key) ? ' early' : ''
    say(`${reached}${reached === 'stopped' ? early : ''}, test error ${percentWithUnit(run?.testError ?? null)}`)
  }

  #begin(member: SweepMember): Promise<StartedTraining> {
    let id: string | null = null
    return trainMember(this.#workbench, member, (message) => {
      if (message.kind === 'created') ({ id } = message)
      if (message.kind !== 'epoch' || id === null) return
      this.#table?.reached(member.key, message.record.epoch, message.record.testError)
      if (this.#table?.isHopeless(member.key)) this.#stop(id)
    }, this.#files)
  }

  #stop(id: string): void {
    try {
      stopTraining(this.#workbench, id)
    } catch (error) {
      // It may have ended by itself in this very moment.
      remark(sentenceOf(error))
    }
  }
}

function halvingFrom(sweep: Sweep, { halving, rungs }: Options): HalvingTable | null {
  const factor = wholeNumber('halving', halving)
  if (factor === undefined) {
    if (rungs !== undefined) throw new Failure('--rungs belongs to --halving; give both or neither.')
    return null
  }
  if (factor < 2) throw new Failure(`--halving takes a whole number of at least 2, not "${halving}".`)
  const epochs = Math.max(...sweep.members.map(({ configuration }) => configuration.epochs))
  const given = rungs?.split(',').map((text) => wholeNumber('rungs', text) ?? 1)
  return new HalvingTable({ factor, rungs: given ?? usualRungs(epochs, factor) })
}
