/** `maskscope sweep status`: how far each member is. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { percentWithUnit, plural } from '../../../preload/schema/format'
import { memberStateNames, type MemberState } from '../../../preload/schema/sweep-states'
import { sweepStates } from '../../api/sweep/members'
import { readSweep } from '../../api/sweep/sweep-file'
import { withWorkbench, type Common } from '../common'
import { print, printJson, remark, table } from '../terminal'

export function addStatus(sweep: Command): void {
  sweep
    .command('status <file>')
    .description('the members of a sweep: waiting, running, finished, stopped, failed; and keys that are there twice')
    .option('--json', 'as JSON')
    .action((file: string, _options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: Common & { json?: boolean }) => {
        await workbench.catalogue.prepare()
        const states = sweepStates(workbench, readSweep(resolve(file)))
        if (options.json) return printJson(states)
        print(table(['index', 'state', 'epochs', 'test error', 'run', 'duplicates', 'member'], states.map(rowOf)))
        remark(countsOf(states))
      }))
}

const rowOf = ({ index, state, run, duplicates, name }: MemberState): string[] => [
  String(index),
  state,
  run === null ? '–' : `${run.epochsDone}/${run.epochs}`,
  percentWithUnit(run?.testError ?? null),
  run?.id ?? '–',
  duplicates.map(({ id }) => id).join(' '),
  name
]

/** "3 of 12 finished, 1 running, 8 waiting" */
export function countsOf(states: readonly MemberState[]): string {
  const count = (name: string): number => states.filter(({ state }) => state === name).length
  const others = memberStateNames.filter((name) => name !== 'finished' && count(name) > 0)
    .map((name) => `, ${count(name)} ${name}`)
  const twice = states.filter(({ duplicates }) => duplicates.length > 0).length
  const duplicates = twice === 0 ? '' : `; ${plural(twice, 'key')} there more than once, the newest counts`
  return `${count('finished')} of ${states.length} finished${others.join('')}${duplicates}`
}
