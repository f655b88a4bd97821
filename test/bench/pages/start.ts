/** A click on “Train the demo” until the page of its run is there. */
import { judged, median } from '../measure'
import { atMost, type Figure } from './figure'
import { say } from './say'
import { clickOf, clickToPixels, type Watch } from './watching'
import { aPersonLooks, serve, stopRun, withPage } from './workbench'

export const start: Figure = async ({ browser, scale, folder, picture }) => {
  say('starting trainings')
  const server = await serve(folder('start'))
  try {
    const times = await withPage(browser, async (page) => {
      await page.goto(server.address)
      const measured: number[] = []
      for (let i = 0; i < scale.repetitions; i++) {
        const button = page.getByTestId('train-demo').first()
        await button.waitFor()
        await aPersonLooks(page)
        measured.push(await clickToPixels(page, clickOf(button), runPage, null))
        if (i === 0) await picture(page, 'start')
        await stopRun(page)
        await page.goto(page.url().replace(/#.*/, '#/runs'))
      }
      return measured
    })
    return [judged('start click to the run’s page', median(times), 'ms', atMost(300))]
  } finally {
    await server.end()
  }
}

const runPage: Watch<null> = () => () => /^#\/run\/.+\/overview/.test(window.location.hash) &&
  document.querySelector('h1') !== null && document.querySelector('[data-testid="run-status"]') !== null
