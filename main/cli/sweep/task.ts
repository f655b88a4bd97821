/** `maskscope sweep task`: one member, unless the store has it; what a job engine starts, and starts to go on. */
import type { Command } from 'commander'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { percentWithUnit } from '../../../preload/schema/format'
import { Failure } from '../../../preload/schema/failure'
import type { Sweep, SweepMember } from '../../../preload/schema/sweep'
import { memberAt, memberOfKey, stateOfMember, trainMember } from '../../api/sweep/members'
import { readSweep } from '../../api/sweep/sweep-file'
import type { Workbench } from '../../api/workbench'
import { withBackendOption } from '../backend-option'
import { withWorkbench, type Common } from '../common'
import { stoppedExitCode, untilItsEnd } from '../foreground'
import { ProgressBar } from '../progress-bar'
import { numberFrom } from '../run-options'
import { pathFrom } from '../run-training'
import { remark } from '../terminal'

const exitCodes = '\nExits with 0 when the member is finished, 143 (130, 129) when it was stopped and is to be ' +
  'started again, 1 when it failed.'

interface Options extends Common { index?: string; key?: string; scratch?: string; dataDir?: string }

export function addTask(sweep: Command): void {
  withBackendOption(sweep.command('task <file>'))
    .description('train one member of a sweep, unless the store has it finished; publishes it into the store')
    .option('--index <k>', 'the member’s number, from 0')
    .option('--key <key>', 'the member’s key, or the beginning of it')
    .option('--scratch <folder>',
      'a folder of this machine, where the run is written while it trains (default: TMPDIR)')
    .option('--data-dir <folder>', 'the folder of the data set’s official files (default: its own folder in the store)')
    .addHelpText('after', exitCodes)
    .action((file: string, _options: unknown, command: Command) =>
      withWorkbench(command, (workbench, options: Options) =>
        task(workbench, memberFrom(readSweep(resolve(file)), options), options)))
}

function memberFrom(sweep: Sweep, { index, key }: Options): SweepMember {
  if ((index === undefined) === (key === undefined))
    throw new Failure('Say which member is trained with --index or with --key, not both.')
  return key === undefined ? memberAt(sweep, numberFrom('index', index ?? '', 0)) : memberOfKey(sweep, key)
}

async function task(workbench: Workbench, member: SweepMember, options: Options): Promise<void> {
  const { state, run } = stateOfMember(workbench, member)
  if (state === 'finished' && run !== null)
    return remark(`${member.name} is finished: run ${run.id}, test error ${percentWithUnit(run.testError)}.`)
  const scratch = resolve(options.scratch ?? tmpdir())
  const files = { dataFolder: pathFrom(options.dataDir), weightMasks: null, scratch }
  const bar = new ProgressBar(process.stderr)
  const { id } = await untilItsEnd(
    workbench,
    () => trainMember(workbench, member, (message) => bar.show(message), files),
    {
      onStart: (started) => remark(`${member.name}: run ${started} in ${workbench.store.path}`),
      clear: () => bar.clear()
    }
  )
  const reached = stateOfMember(workbench, member)
  if (reached.state === 'finished') return remark(`finished: run ${id}`)
  remark(`stopped: run ${id} is not finished; start the same task again`)
  // A signal has named its own.
  process.exitCode ??= stoppedExitCode
}
