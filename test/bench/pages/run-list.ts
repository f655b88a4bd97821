/** The list of many runs: from the address to its rows, with a catalogue of them and without. */
import type { Browser } from '@playwright/test'
import { rmSync } from 'node:fs'
import { judged, median, type Measured } from '../measure'
import { atMost, type Figure } from './figure'
import { catalogueOf, writeManyRuns } from './many-runs'
import { say } from './say'
import { scaled } from './scale'
import { serve, withPage } from './workbench'

export const runList: Figure = async ({ browser, scale, folder }) => {
  const store = folder('list')
  const runs = scaled(1000, scale)
  writeManyRuns(store, { runs, points: 100, seeds: 20 })
  const times = async (isFirst: boolean): Promise<number> => {
    say(`the list of ${runs} runs${isFirst ? ' without a catalogue' : ''}`)
    const measured: number[] = []
    for (let i = 0; i < scale.repetitions; i++) {
      if (isFirst) rmSync(catalogueOf(store), { force: true })
      measured.push(await untilRows(browser, store, runs))
    }
    return median(measured)
  }
  const first = await times(true)
  const figures: Measured[] = [
    judged(`list of ${runs} runs`, await times(false), 'ms', atMost(300)),
    judged(`list of ${runs} runs, first ever`, first, 'ms', atMost(1000))
  ]
  return figures
}

async function untilRows(browser: Browser, store: string, runs: number): Promise<number> {
  const server = await serve(store)
  try {
    return await withPage(browser, async (page) => {
      await page.addInitScript(watchTable, runs)
      await page.goto(server.address)
      return await (await page.waitForFunction(() => window.tablePainted)).jsonValue() ?? Number.NaN
    })
  } finally {
    await server.end()
  }
}

declare global {
  interface Window {
    /** Milliseconds from the beginning of the navigation to the frame after the one with the table of all runs. */
    tablePainted?: number
  }
}

/** Of a long table only the rows in view are there; it says how many it has, its head included. */
function watchTable(runs: number): void {
  const look = (): void => {
    const table = document.querySelector('[data-testid="runs-table"]')
    const isWhole = table?.getAttribute('aria-rowcount') === String(runs + 1)
    if (!isWhole || table.querySelectorAll('tbody th a').length < 12) requestAnimationFrame(look)
    else requestAnimationFrame(() => { window.tablePainted = performance.now() })
  }
  requestAnimationFrame(look)
}
