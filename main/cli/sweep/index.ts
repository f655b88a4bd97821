/** `maskscope sweep` and its commands. */
import type { Command } from 'commander'
import { addDefinition } from './define'
import { addRun } from './run'
import { addStatus } from './status'
import { addTask } from './task'

export function addSweep(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('many trainings that differ in some settings: say which, run them here or elsewhere, see their states')
    // What stands behind the name of a command is that command's own.
    .enablePositionalOptions()
  addDefinition(sweep)
  for (const add of [addRun, addTask, addStatus]) add(sweep)
}
