/** `maskscope sweep run --on`: a script for Slurm, or a line for each task that anything else can start. */
import type { Command } from 'commander'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../../../preload/schema/failure'
import { wholeNumber } from '../../../preload/schema/command/given-values'
import { shellText } from '../../../preload/schema/command/repeat'
import { commandLines, slurmScript, type TaskCommand } from '../../api/sweep/elsewhere'
import type { Workbench } from '../../api/workbench'
import { print, remark } from '../terminal'
import { writeOut } from '../written-file'

export interface HandOverOptions {
  atOnce?: string
  out?: string
  time?: string
  partition?: string
  gpus?: string
  cpus?: string
  memory?: string
  scratch?: string
  dataDir?: string
  backend?: string
}

export const withSlurmOptions = (command: Command): Command => command
  .option('--out <file>', 'of --on slurm: the script to write (default: the sweep’s file with the ending .sbatch)')
  .option('--time <limit>', 'of --on slurm: the time limit of a task, as 04:00:00')
  .option('--partition <name>', 'of --on slurm: the partition')
  .option('--gpus <n>', 'of --on slurm: GPUs of a task')
  .option('--cpus <n>', 'of --on slurm: CPUs of a task')
  .option('--memory <amount>', 'of --on slurm: memory of a task, as 16G')

/** As many tasks as an array has at most where a cluster says nothing else. */
const usualArray = 1000

interface HandedOver {
  file: string
  name: string
  /** Of the members that are not finished. */
  indices: readonly number[]
}

/** @throws Failure when nothing is left to start */
export function handOver(
  { store }: Workbench, { file, name, indices }: HandedOver, engine: 'slurm' | 'commands', options: HandOverOptions
): void {
  if (indices.length === 0) throw new Failure('Every member of the sweep is finished, so nothing is left to start.')
  const command: TaskCommand = { program: ownProgram(), store: store.path, sweep: file, options: taskOptions(options) }
  if (engine === 'commands') return print(commandLines(command, indices).join('\n'))
  const out = resolve(options.out ?? join(dirname(file), `${basename(file, '.json')}.sbatch`))
  writeOut(out, slurmScript(command, indices, {
    name,
    logs: dirname(out),
    time: options.time ?? null,
    partition: options.partition ?? null,
    gpus: wholeNumber('gpus', options.gpus) ?? null,
    cpus: wholeNumber('cpus', options.cpus) ?? null,
    memory: options.memory ?? null,
    atOnce: wholeNumber('at-once', options.atOnce) ?? null
  }))
  if (Math.max(...indices) > usualArray)
    remark(`Many clusters take arrays up to ${usualArray} only; see MaxArraySize of "scontrol show config".`)
  print(shellText(['sbatch', out]))
}

function taskOptions({ scratch, dataDir, backend }: HandOverOptions): string[] {
  const folders = { scratch, 'data-dir': dataDir }
  return [
    ...Object.entries(folders).flatMap(([option, folder]) =>
      folder === undefined ? [] : [`--${option}`, resolve(folder)]),
    ...backend === undefined ? [] : ['--backend', backend]
  ]
}

/** This program, as it was started: a task finds it at the same place. */
const ownProgram = (): string[] => [process.execPath, ...process.argv.slice(1, 2)]
