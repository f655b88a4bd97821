/** `maskscope verify RUN|all` */
import type { Command } from 'commander'
import { Failure } from '../../preload/schema/failure'
import { count, plural } from '../../preload/schema/format'
import { saveWhole, demandNewFile } from '../api/verification/save'
import type { Verification } from '../api/verification/findings'
import { verifyFile } from '../api/verification/verify'
import type { ReadableWorkbench } from '../api/workbench'
import { withRun, withWorkbench, type Common } from './common'
import { ProgressLine } from './progress-line'
import { line, print, printJson, remark } from './terminal'

type Options = Common & { save?: string; json?: boolean }

export function addVerify(program: Command): void {
  program
    .command('verify <run>')
    .description('recount everything that a run’s file holds, or that of every run (all), and say what is damaged')
    .option('--save <file>', 'write what is whole to a new run file')
    .option('--json', 'as JSON')
    .action((run: string, _options: unknown, command: Command) => (run === 'all'
      ? withWorkbench(command, (workbench, options: Options) => verifyAll(workbench, options))
      : withRun(command, run, (workbench, id, options: Options) => {
        if (options.save !== undefined) demandNewFile(options.save)
        const found = verified(workbench, id)
        tell([found], options)
        if (options.save !== undefined) save(workbench.store.runPath(id), options.save, found)
        demandUndamaged([found])
      })))
}

async function verifyAll(workbench: ReadableWorkbench, options: Options): Promise<void> {
  if (options.save !== undefined) throw new Failure('--save writes the file of one run; say which.')
  const ids = workbench.store.ids()
  const found: Verification[] = []
  for (const [at, id] of ids.entries()) {
    // A file without an end is found by a process that can be ended, and keeps no other waiting.
    await workbench.catalogue.examine(id)
    found.push(verified(workbench, id, `run ${at + 1} of ${ids.length}, `))
  }
  if (found.length === 0 && options.json !== true) return remark('The store holds no runs.')
  tell(found, options)
  demandUndamaged(found)
}

function verified({ store }: ReadableWorkbench, id: string, place = ''): Verification {
  const progress = new ProgressLine(process.stderr, `${place}masks`)
  try {
    return { ...verifyFile(store.runPath(id), (done, of) => { progress.draw(done, of) }), id }
  } finally {
    progress.clear()
  }
}

function tell(found: readonly Verification[], { json }: Options): void {
  if (json) return printJson(found)
  for (const { id, damages, unchecked, rows, masks } of found) {
    const checked = `${plural(rows, 'row')} and ${plural(masks, 'mask')} checked`
    print(line(`run ${id}   ${damages.length === 0 ? 'whole' : 'damaged'}   ${checked}`))
    for (const { what } of damages) print(line(`  damaged: ${what}`))
    for (const what of unchecked) print(line(`  not checked: ${what}`))
  }
}

function save(path: string, file: string, found: Verification): void {
  const leftOut = saveWhole(path, file, found)
  const without = leftOut.length === 0 ? '' : ` without ${leftOut.join(', ')}`
  remark(line(`saved what is whole in ${file}${without}`))
}

/** @throws Failure that counts those that are damaged */
function demandUndamaged(found: readonly Verification[]): void {
  const damaged = found.filter(({ damages }) => damages.length > 0)
  const [first] = damaged
  if (first === undefined) return
  if (found.length > 1) throw new Failure(`${count(damaged.length)} of ${plural(found.length, 'run')} are damaged.`)
  throw new Failure(
    `Run ${first.id} is damaged in ${plural(first.damages.length, 'place')}; restore its file from a copy, or write ` +
      'what is whole to another with --save FILE.'
  )
}
