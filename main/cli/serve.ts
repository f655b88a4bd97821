/** `maskscope serve`, `tour`, `open FILE`: the workbench in a browser. */
import type { Command } from 'commander'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { exampleStore, type StoreName } from '../../preload/schema/stores'
import { QueueRunner } from '../api/queue/runner'
import { removeLeftBehind } from '../api/left-behind'
import { prepareList } from '../api/runs'
import { Stores } from '../api/stores'
import { stopSignals } from '../api/training'
import { publicAddressFrom } from '../web/address'
import { serve } from '../web/server'
import { withBackendOption } from './backend-option'
import { withWorkbench, type Common } from './common'
import { print, remark } from './terminal'

interface Options extends Common { port: string; publicAddress?: string }

export function addServe(program: Command): void {
  serving(program, 'serve', 'serve the workbench to a browser on this machine')
    .action((_options: unknown, command: Command) => serveUntilInterrupted(command, () => undefined))
  serving(program, 'tour', 'serve the workbench with the runs that come with it, to look at')
    .action((_options: unknown, command: Command) => serveUntilInterrupted(command, () => exampleStore))
  serving(program, 'open <file>', 'serve the workbench with a run’s file, wherever it lies, to look at')
    .action((file: string, _options: unknown, command: Command) =>
      serveUntilInterrupted(command, (stores) => stores.add(file)))
}

const serving = (program: Command, name: string, description: string): Command =>
  withBackendOption(program.command(name).description(description))
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', '0')
    .option('--public-address <url>', 'where a proxy of yours offers the pages, as https://lab.example/maskscope/')

/** @param first the store that the printed address shows; undefined for the own one */
const serveUntilInterrupted = (command: Command, first: (stores: Stores) => StoreName | undefined): Promise<void> =>
  withWorkbench(command, async (own, options: Options) => {
    const port = portFrom(options.port)
    const publicAddress = options.publicAddress === undefined ? null : publicAddressFrom(options.publicAddress)
    const interrupted = new Promise<void>((resolve) => {
      for (const signal of stopSignals) process.on(signal, () => resolve())
    })
    const stores = new Stores(own)
    const runner = new QueueRunner(own, { onFailure: (error) => remark(sentenceOf(error)) })
    const shown = first(stores)
    try {
      // What cannot be opened is told here, and not by a page.
      const workbench = await stores.workbench(shown)
      const served = await serve(stores, { port, shown, publicAddress })
      runner.begin()
      print(`Maskscope is at ${served.address}`)
      if (served.unkept !== null)
        remark(`the store cannot be written (${served.unkept}): this address holds until this server ends`)
      if (publicAddress !== null) remark(`the proxy has to lead to 127.0.0.1:${served.port}`)
      void prepareList(workbench)
      removeLeftBehind(own)
      remark('press Ctrl-C to end; trainings that were started go on, what waits in the queue waits')
      await interrupted
      await served.close()
    } finally {
      runner.close()
      await stores.close()
    }
    // The channels of trainings that go on would keep this process.
    process.exit()
  }, 'detached')

function portFrom(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Failure(`--port takes a number from 0 to 65535, not "${text}".`)
}
