/** `maskscope serve` */
import type { Command } from 'commander'
import { Failure } from '../../preload/schema/failure'
import { stopSignals } from '../api/training'
import { serve } from '../web/server'
import { withWorkbench, type Common } from './common'
import { print, remark } from './terminal'

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the workbench to a browser on this machine')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', '0')
    .action((_options: unknown, command: Command) =>
      withWorkbench(command, async (workbench, options: Common & { port: string }) => {
        const port = Number(options.port)
        if (!Number.isInteger(port) || port < 0 || port > 65_535)
          throw new Failure(`--port takes a number from 0 to 65535, not "${options.port}".`)
        const interrupted = new Promise<void>((resolve) => {
          for (const signal of stopSignals) process.on(signal, () => resolve())
        })
        const served = await serve(workbench, port)
        print(`Maskscope is at ${served.address}`)
        remark('press Ctrl-C to end; trainings that were started go on')
        await interrupted
        await served.close()
        workbench.close()
        // The channels of trainings that go on would keep this process.
        process.exit()
      }, 'detached')
    )
}
