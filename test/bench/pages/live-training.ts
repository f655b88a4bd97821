/** The longest task of the page while the demo trains and its Overview is looked at. */
import { judged } from '../measure'
import { atMost, type Figure } from './figure'
import { say } from './say'
import { aPersonLooks, serve, stopRun, withPage } from './workbench'

/** Milliseconds: the browser tells of no shorter task. */
const shortest = 50

export const liveTraining: Figure = async ({ browser, scale, folder, picture }) => {
  say(`a live training for ${scale.watchedSeconds} s`)
  const server = await serve(folder('live'))
  try {
    const tasks = await withPage(browser, async (page) => {
      await page.goto(server.address)
      await page.getByTestId('train-demo').first().click()
      await page.getByRole('figure', { name: 'Loss' }).locator('canvas').first().waitFor()
      await aPersonLooks(page)
      const watched = await page.evaluate(longTasks, 1000 * scale.watchedSeconds)
      await picture(page, 'live-training')
      await stopRun(page)
      return watched
    })
    say(`tasks above ${shortest} ms: ${tasks.map((task) => Math.round(task)).join(', ') || 'none'}`)
    return [judged('longest task of the page during a live training', Math.max(shortest, ...tasks), 'ms', atMost(100))]
  } finally {
    await server.end()
  }
}

function longTasks(milliseconds: number): Promise<number[]> {
  return new Promise((resolve) => {
    const tasks: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    })
    observer.observe({ type: 'longtask' })
    window.setTimeout(() => { resolve(tasks) }, milliseconds)
  })
}
