/** Opening a run whose live curve has a million points, from the list to its curves. */
import { judged, median } from '../measure'
import { untilDrawn } from './drawing'
import { atMost, type Figure } from './figure'
import { heapOf } from './heap'
import { writeLongRun } from './many-runs'
import { say } from './say'
import { scaled } from './scale'
import { aPersonLooks, serve, withPage } from './workbench'

export const longCurve: Figure = async ({ browser, scale, folder, picture }) => {
  const store = folder('long-curve')
  const points = scaled(1_000_000, scale)
  const id = writeLongRun(store, points)
  const server = await serve(store)
  try {
    say(`opening a run of ${points} points`)
    return await withPage(browser, async (page) => {
      await page.goto(server.address)
      await page.getByTestId('runs-table').waitFor()
      const times: number[] = []
      for (let i = 0; i <= scale.repetitions; i++) {
        await aPersonLooks(page)
        const time = await untilDrawn(page, `#/run/${id}/overview`, 'Loss')
        // The first loads the page's program.
        if (i > 0) times.push(time)
        if (i === scale.repetitions) break
        await page.evaluate(() => { window.location.hash = '#/runs' })
        await page.getByTestId('runs-table').waitFor()
      }
      await aPersonLooks(page)
      await picture(page, 'long-curve')
      return [
        judged(`run of ${points.toLocaleString('en')} curve points opens`, median(times), 'ms', atMost(300)),
        judged('heap of that page', await heapOf(page), 'MB', atMost(100))
      ]
    })
  } finally {
    await server.end()
  }
}
