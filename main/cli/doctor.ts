/** `maskscope doctor` */
import type { Command } from 'commander'
import { examine } from '../api/doctor'
import { withWorkbench, type Common } from './common'
import { print, printJson, table } from './terminal'

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what was found on this machine, and what to do about what is missing')
    .option('--json', 'as JSON')
    .action((_options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: Common & { json?: boolean }) => {
        const findings = await examine(workbench.store)
        if (options.json) return printJson({ store: workbench.store.path, findings })
        print(
          table(
            ['part', 'state', 'found'],
            findings.map(({ part, state, found, advice }) => [part, state, advice ? `${found} ${advice}` : found])
          )
        )
        print(`store  ${workbench.store.path}`)
      })
    )
}
