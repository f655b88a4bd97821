/** The tasks of a sweep as other programs start them: each line and each task of a script needs nothing else. */
import { shellText } from '../../../preload/schema/command/repeat'
import { Failure } from '../../../preload/schema/failure'

/** How a task is started on any machine that sees the same files. */
export interface TaskCommand {
  /** The program and what comes before the command, as `node cli.js`. */
  program: readonly string[]
  store: string
  sweep: string
  /** Further options of the task. */
  options: readonly string[]
}

function taskLine({ program, store, sweep, options }: TaskCommand, index: string): string {
  const task = shellText([...program, 'sweep', 'task', sweep])
  return `${task} --index ${index} ${shellText(['--store', store, ...options])}`
}

/** One line a task. */
export const commandLines = (command: TaskCommand, indices: readonly number[]): string[] =>
  indices.map((index) => taskLine(command, String(index)))

export interface SlurmOptions {
  name: string
  /** Where each task's output goes: a folder. */
  logs: string
  /** Null for what the cluster gives. */
  time: string | null
  partition: string | null
  gpus: number | null
  cpus: number | null
  memory: string | null
  atOnce: number | null
}

/** Seconds before its time limit at which a task is asked to end: for its final evaluation and last publication. */
const ahead = 120

const shapes = {
  time: [/^(\d+-)?\d+(:\d\d){0,2}$/, 'a time as 04:00:00 or 1-00:00:00'],
  partition: [/^[\w.,-]+$/, 'the name of a partition'],
  memory: [/^\d+[KMGT]?$/, 'an amount of memory as 16G']
} as const

/**
 * The script of an array job. `exec` makes the shell, which Slurm signals ahead of the end, the task itself.
 * @throws Failure for an option that is no such value
 */
export function slurmScript(command: TaskCommand, indices: readonly number[], options: SlurmOptions): string {
  for (const name of ['time', 'partition', 'memory'] as const) {
    const [shape, what] = shapes[name]
    if (options[name] !== null && !shape.test(options[name]))
      throw new Failure(`--${name} takes ${what}, not "${options[name]}".`)
  }
  const { time, partition, gpus, cpus, memory, atOnce } = options
  const wanted: [string, string | number | null][] = [
    ['job-name', options.name.replaceAll(/[^\w.-]+/g, '-')],
    ['array', indexRanges(indices) + (atOnce === null ? '' : `%${atOnce}`)],
    ['requeue', ''],
    ['open-mode', 'append'],
    ['signal', `B:TERM@${ahead}`],
    ['time', time], ['partition', partition], ['cpus-per-task', cpus], ['mem', memory],
    ['gres', gpus === null ? null : `gpu:${gpus}`],
    // A percent sign of the path would be read as a pattern.
    ['output', `${options.logs.replaceAll('%', '%%')}/%x-%a.log`]
  ]
  const lines = wanted.flatMap(([name, value]) =>
    value === null ? [] : [`#SBATCH --${name}${value === '' ? '' : `=${quotedDirective(String(value))}`}`])
  return [
    '#!/bin/bash', ...lines, '',
    'exec ' + taskLine(command, '"$SLURM_ARRAY_TASK_ID"'), ''
  ].join('\n')
}

/** sbatch reads quotation marks of its own. */
const quotedDirective = (value: string): string => (/\s/.test(value) ? `"${value}"` : value)

/** `0-3,7`: ascending numbers as sbatch takes them. */
export function indexRanges(indices: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const index of indices) {
    const last = ranges[ranges.length - 1]
    if (last?.[1] === index - 1) last[1] = index
    else ranges.push([index, index])
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',')
}
