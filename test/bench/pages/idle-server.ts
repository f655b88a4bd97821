/** What a server takes of a core while pages of many runs are open and nothing happens. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { judged } from '../measure'
import { atMost, type Figure } from './figure'
import { writeManyRuns } from './many-runs'
import { say } from './say'
import { scaled } from './scale'
import { serve, withPage } from './workbench'

const pages = 4
/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100

export const idleServer: Figure = async ({ browser, scale, folder }) => {
  if (!existsSync('/proc/self/stat')) return []
  const store = folder('idle')
  const runs = scaled(1000, scale)
  writeManyRuns(store, { runs, points: 100, seeds: 20 })
  const server = await serve(store)
  try {
    return await withPage(browser, async (first) => {
      const open = await Promise.all(Array.from({ length: pages - 1 }, () => first.context().newPage()))
      for (const page of [first, ...open]) {
        await page.goto(server.address)
        await page.getByTestId('runs-table').waitFor()
      }
      // What follows the beginning is over by then.
      await wait(5000)
      say(`an idle server for ${scale.watchedSeconds} s`)
      const before = secondsOf(server.process)
      await wait(1000 * scale.watchedSeconds)
      const share = (secondsOf(server.process) - before) / scale.watchedSeconds
      return [judged(`idle server, ${pages} pages of ${runs} runs`, 100 * share, '% of a core', atMost(1))]
    })
  } finally {
    await server.end()
  }
}

/** Processor time, in user and kernel mode: fields 14 and 15, the name before them may hold anything. */
function secondsOf(process: number): number {
  const fields = readFileSync(`/proc/${process}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
