/** Going to the address that `serve` printed until the rows of a small store are on the screen. */
import type { Browser } from '@playwright/test'
import { beginRun, recordAlternation } from '../../fixtures/small-run'
import { judged, median } from '../measure'
import { atMost, type Figure } from './figure'
import { say } from './say'
import { serve, withPage } from './workbench'

const runs = 12

export const firstRows: Figure = async ({ browser, scale, folder }) => {
  const store = folder('rows')
  say(`the rows of a store of ${runs} runs`)
  for (let run = 0; run < runs; run++) {
    const { recorder } = beginRun(store)
    recordAlternation(recorder, 1, 20)
    recorder.end('finished', null)
  }
  const times: number[] = []
  for (let i = 0; i < scale.repetitions; i++) times.push(await untilRows(browser, store))
  return [judged('rows of a small store after `serve` answers', median(times), 'ms', atMost(400))]
}

async function untilRows(browser: Browser, store: string): Promise<number> {
  const server = await serve(store)
  try {
    return await withPage(browser, async (page) => {
      await page.addInitScript(watchRows, runs)
      await page.goto(server.address)
      const painted = await page.waitForFunction(() => window.rowsPainted)
      return await painted.jsonValue() ?? Number.NaN
    })
  } finally {
    await server.end()
  }
}

declare global {
  interface Window {
    /** Milliseconds from the beginning of the navigation to the frame after the one that has all rows. */
    rowsPainted?: number
  }
}

function watchRows(wanted: number): void {
  const look = (): void => {
    const rows = document.querySelectorAll('[data-testid="runs-table"] tbody th a')
    if (rows.length < wanted) requestAnimationFrame(look)
    else requestAnimationFrame(() => { window.rowsPainted = performance.now() })
  }
  requestAnimationFrame(look)
}
