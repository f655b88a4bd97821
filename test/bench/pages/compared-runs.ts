/** Compare: 50 runs of many until their curves are drawn, and panning and zooming the curves of 100. */
import type { Page } from '@playwright/test'
import { judged, median, type Measured } from '../measure'
import { framesWhile, untilDrawn } from './drawing'
import { atLeast, atMost, type Figure, type Measuring } from './figure'
import { heapOf } from './heap'
import { writeManyRuns } from './many-runs'
import { say } from './say'
import { scaled } from './scale'
import { aPersonLooks, serve, withPage } from './workbench'

const chart = 'Train error'
const place = (filter: string): string => `#/compare?figure=trainError&filter=${encodeURIComponent(filter)}`

export const comparedRuns: Figure = async (measuring) => [...await drawing(measuring), ...await moving(measuring)]

async function drawing({ browser, scale, folder, picture }: Measuring): Promise<Measured[]> {
  const store = folder('compared')
  const runs = scaled(1000, scale)
  const seeds = runs / 50
  writeManyRuns(store, { runs, points: 1000, seeds })
  const server = await serve(store)
  try {
    say(`drawing 50 of ${runs} runs`)
    return await withPage(browser, async (page) => {
      await page.goto(server.address)
      await page.getByTestId('runs-table').waitFor()
      await aPersonLooks(page)
      const times: number[] = []
      for (let i = 0; i <= scale.repetitions; i++) {
        const time = await untilDrawn(page, place(`seed:${i % seeds}`), chart)
        // The first loads the page's program.
        if (i > 0) times.push(time)
        await aPersonLooks(page)
        if (i === scale.repetitions) await picture(page, 'compared')
        await page.evaluate(() => { window.location.hash = '#/runs' })
        await page.getByTestId('runs-table').waitFor()
      }
      return [
        judged(`50 of ${runs} runs × 1,000 points drawn in Compare`, median(times), 'ms', atMost(500)),
        judged('heap of that page', await heapOf(page), 'MB', atMost(100))
      ]
    })
  } finally {
    await server.end()
  }
}

async function moving({ browser, scale, folder, picture }: Measuring): Promise<Measured[]> {
  const store = folder('moved')
  const [runs, points] = [100, scaled(10_000, scale)]
  writeManyRuns(store, { runs, points, seeds: 10 })
  const server = await serve(store)
  try {
    say(`panning and zooming ${runs} runs of ${points} points`)
    return await withPage(browser, async (page) => {
      await page.goto(server.address)
      await page.getByTestId('runs-table').waitFor()
      await untilDrawn(page, place('epochs>0'), chart)
      await aPersonLooks(page)
      const zooming = await framesWhile(page, () => zoom(page))
      await aPersonLooks(page)
      await picture(page, 'zoomed')
      const panning = await framesWhile(page, () => pan(page))
      await aPersonLooks(page)
      await picture(page, 'panned')
      const what = `${runs} runs × ${points.toLocaleString('en')} points in Compare`
      return [
        judged(`zooming ${what}`, zooming, 'frames/s', atLeast(30)),
        judged(`panning ${what}`, panning, 'frames/s', atLeast(30)),
        judged('heap of that page', await heapOf(page), 'MB', atMost(100))
      ]
    })
  } finally {
    await server.end()
  }
}

async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('figure', { name: chart }).locator('canvas').first().boundingBox()
  if (box === null) throw new Error(`there is no chart ${chart}`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Forty notches of a wheel, as fast as a hand turns it. */
async function zoom(page: Page): Promise<void> {
  const { x, y } = await middleOf(page)
  await page.mouse.move(x, y)
  await page.keyboard.down('Control')
  for (let notch = 0; notch < 40; notch++) {
    await page.mouse.wheel(0, notch % 8 < 6 ? -100 : 100)
    await page.waitForTimeout(50)
  }
  await page.keyboard.up('Control')
}

/** To and fro with the button held, for two seconds. */
async function pan(page: Page): Promise<void> {
  const { x, y } = await middleOf(page)
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 0; step < 120; step++) {
    await page.mouse.move(x + 150 * Math.sin(step / 10), y)
    await page.waitForTimeout(16)
  }
  await page.mouse.up()
}
